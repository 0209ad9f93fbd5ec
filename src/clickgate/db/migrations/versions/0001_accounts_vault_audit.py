"""Organizations, the vault, accounts and the audit log."""

from functools import partial

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# Names of constraints and indexes are given by the convention in clickgate.db.tables.
_column = partial(sa.Column, nullable=False)
_optional = partial(sa.Column, nullable=True)


def _organization() -> sa.Column[str]:
    return _column("organization_id", sa.Text, sa.ForeignKey("organizations.id"))


def _account() -> sa.Column[str]:
    return _column("account_id", sa.Text, sa.ForeignKey("accounts.id"))


def upgrade() -> None:
    """Make the first tables."""
    _make_vault()
    _make_oauth()
    _make_accounts()
    _make_credentials()
    _make_targets()
    _make_audit_segments()
    _make_audit_records()
    _make_audit_sums()


def downgrade() -> None:
    """Take them away."""
    for name in (
        "audit_days", "audit_hours", "audit_records", "audit_segments", "propagations", "targets", "rotations",
        "credentials", "accounts", "oauth_states", "oauth_apps", "sealed_values", "data_keys", "key_encryption_keys",
        "organizations",
    ):  # fmt: skip
        op.drop_table(name)


def _make_vault() -> None:
    op.create_table(
        "organizations",
        _column("id", sa.Text, primary_key=True),
        _column("name", sa.Text),
        _column("slug", sa.Text, unique=True),
        _column("created_at", sa.Double),
        _optional("deleted_at", sa.Double),
    )
    op.create_table(
        "key_encryption_keys",
        _column("id", sa.Text, primary_key=True),
        _column("source", sa.Text),
        _column("state", sa.Text),
        _column("check_blob", sa.LargeBinary),
        _column("created_at", sa.Double),
        _optional("retired_at", sa.Double),
    )
    op.create_table(
        "data_keys",
        _column("id", sa.Text, primary_key=True),
        _organization(),
        _optional("wrapped", sa.LargeBinary),
        _column("key_encryption_key_id", sa.Text, sa.ForeignKey("key_encryption_keys.id"), index=True),
        _column("state", sa.Text),
        _column("created_at", sa.Double),
        _optional("destroyed_at", sa.Double),
        sa.Index(None, "organization_id", "state"),
    )
    op.create_table(
        "sealed_values",
        _organization(),
        _column("owner_id", sa.Text),
        _column("field", sa.Text),
        _column("version", sa.Integer),
        _column("data_key_id", sa.Text, sa.ForeignKey("data_keys.id"), index=True),
        _column("blob", sa.LargeBinary),
        sa.PrimaryKeyConstraint("organization_id", "owner_id", "field", "version"),
    )


def _make_oauth() -> None:
    op.create_table(
        "oauth_apps",
        _column("id", sa.Text, primary_key=True),
        _organization(),
        _column("name", sa.Text),
        _column("client_id", sa.Text),
        _column("redirect_uri", sa.Text),
        _column("secret_version", sa.Integer),
        _column("created_at", sa.Double),
        sa.UniqueConstraint("organization_id", "name"),
    )
    op.create_table(
        "oauth_states",
        _column("state_hash", sa.LargeBinary, primary_key=True),
        _organization(),
        _column("oauth_app_id", sa.Text, sa.ForeignKey("oauth_apps.id")),
        _column("binding_hash", sa.LargeBinary),
        _optional("account_id", sa.Text),
        _column("purpose", sa.JSON),
        _column("created_at", sa.Double),
        _column("expires_at", sa.Double, index=True),
        _optional("used_at", sa.Double),
    )


def _make_accounts() -> None:
    op.create_table(
        "accounts",
        _column("id", sa.Text, primary_key=True),
        _organization(),
        _column("name", sa.Text),
        _column("description", sa.Text),
        _optional("environment", sa.Text),
        _column("kind", sa.Text),
        _optional("oauth_app_id", sa.Text, sa.ForeignKey("oauth_apps.id")),
        _optional("user_id", sa.Text),
        _optional("username", sa.Text),
        _optional("email", sa.Text),
        _column("workspaces", sa.JSON),
        _optional("default_workspace_id", sa.Text),
        _optional("rate_limit", sa.Integer),
        _column("state", sa.Text),
        _column("reason_code", sa.Text),
        _column("reason", sa.Text),
        _column("state_since", sa.Double),
        _optional("active_version", sa.Integer),
        _column("last_version", sa.Integer),
        _optional("last_ok_at", sa.Double),
        _optional("last_error_at", sa.Double),
        _column("revision", sa.Integer),
        _column("created_at", sa.Double),
        _column("updated_at", sa.Double),
        _optional("deleted_at", sa.Double),
        sa.Index(None, "organization_id", "user_id"),
        _index_where("deleted_at IS NULL", "uq_accounts_live_name", "organization_id", "name", unique=True),
    )


def _make_credentials() -> None:
    op.create_table(
        "credentials",
        _organization(),
        _account(),
        _column("version", sa.Integer),
        _column("state", sa.Text),
        _column("fingerprint", sa.Text),
        _column("last4", sa.Text),
        _column("user_id", sa.Text),
        _column("created_at", sa.Double),
        _column("created_by", sa.Text),
        _optional("activated_at", sa.Double),
        _optional("retired_at", sa.Double),
        _optional("keep_until", sa.Double),
        _optional("proof_result", sa.Text),
        _optional("proof_at", sa.Double),
        sa.PrimaryKeyConstraint("account_id", "version"),
        sa.Index(None, "organization_id", "fingerprint"),
    )
    op.create_table(
        "rotations",
        _column("id", sa.Text, primary_key=True),
        _organization(),
        _account(),
        _column("way", sa.Text),
        _column("step", sa.Text),
        _optional("old_version", sa.Integer),
        _optional("new_version", sa.Integer),
        _column("started_by", sa.Text),
        _column("started_at", sa.Double),
        _column("updated_at", sa.Double),
        _optional("finished_at", sa.Double),
        _column("note", sa.Text),
        sa.Index(None, "organization_id", "account_id"),
        _index_where("finished_at IS NULL", "uq_rotations_open", "account_id", unique=True),
    )


def _make_targets() -> None:
    op.create_table(
        "targets",
        _column("id", sa.Text, primary_key=True),
        _organization(),
        _account(),
        _column("name", sa.Text),
        _column("kind", sa.Text),
        _column("config", sa.JSON),
        _column("created_at", sa.Double),
        sa.UniqueConstraint("organization_id", "account_id", "name"),
    )
    op.create_table(
        "propagations",
        _organization(),
        _column("target_id", sa.Text, sa.ForeignKey("targets.id", ondelete="CASCADE")),
        _column("version", sa.Integer),
        _column("state", sa.Text),
        _column("attempts", sa.Integer),
        _column("error", sa.Text),
        _column("updated_at", sa.Double),
        sa.PrimaryKeyConstraint("target_id", "version"),
    )


def _make_audit_segments() -> None:
    op.create_table(
        "audit_segments",
        _organization(),
        _column("number", sa.Integer),
        _column("name", sa.Text, unique=True),
        _column("host", sa.Text),
        _column("previous", sa.LargeBinary),
        _column("opened_at", sa.Double),
        _optional("closed_at", sa.Double),
        _column("records", sa.Integer),
        _column("head", sa.LargeBinary),
        _column("indexed", sa.Integer),
        _column("indexed_bytes", sa.BigInteger),
        _optional("dropped_at", sa.Double),
        _column("seal", sa.LargeBinary),
        sa.PrimaryKeyConstraint("organization_id", "number"),
    )


def _make_audit_records() -> None:
    op.create_table(
        "audit_records",
        _organization(),
        _column("at", sa.Double),
        _column("segment", sa.Integer),
        _column("seq", sa.Integer),
        _column("deed", sa.Text, index=True),
        _column("request_id", sa.Text),
        _column("action", sa.Text),
        _column("actor", sa.Text),
        _column("actor_kind", sa.Text),
        _column("via", sa.Text),
        _column("address", sa.Text),
        _column("account_id", sa.Text),
        _optional("credential_version", sa.Integer),
        _column("operation", sa.Text),
        _column("workspace_id", sa.Text),
        _column("thing_id", sa.Text),
        _column("part_id", sa.Text),
        _column("target", sa.Text),
        _column("method", sa.Text),
        _column("path", sa.Text),
        _column("attempt", sa.Integer),
        _column("outcome", sa.Text),
        _optional("status", sa.Integer),
        _column("ecode", sa.Text),
        _column("error", sa.Text),
        _optional("limit", sa.Integer),
        _optional("remaining", sa.Integer),
        _optional("seconds", sa.Double),
        _optional("waited", sa.Double),
        _column("detail", sa.Text),
        sa.PrimaryKeyConstraint("organization_id", "at", "segment", "seq"),
        sa.Index(None, "account_id", "at"),
        _index_where("request_id <> ''", "ix_audit_records_request_id", "request_id"),
        _index_where(
            "outcome <> 'success' OR status >= 400 OR ecode <> ''",
            "ix_audit_records_trouble", "at", "organization_id",
        ),
        _index_where("outcome = 'open'", "ix_audit_records_open", "deed"),
    )  # fmt: skip


def _make_audit_sums() -> None:
    op.create_table(
        "audit_hours",
        _organization(),
        _column("hour", sa.Integer),
        _column("account_id", sa.Text),
        _column("credential_version", sa.Integer),
        _column("outcome", sa.Text),
        _column("count", sa.Integer),
        _optional("least_remaining", sa.Integer),
        sa.PrimaryKeyConstraint("organization_id", "hour", "account_id", "credential_version", "outcome"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_days",
        _organization(),
        _column("day", sa.Integer),
        _column("account_id", sa.Text),
        _column("credential_version", sa.Integer),
        _column("actor", sa.Text),
        _column("address", sa.Text),
        _column("action", sa.Text),
        _column("operation", sa.Text),
        _column("workspace_id", sa.Text),
        _column("outcome", sa.Text),
        _column("count", sa.Integer),
        _column("first_at", sa.Double),
        _column("last_at", sa.Double),
        sa.PrimaryKeyConstraint(
            "organization_id", "account_id", "credential_version", "operation", "outcome", "actor", "address", "action",
            "workspace_id", "day",
        ),
        sqlite_with_rowid=False,
    )  # fmt: skip


def _index_where(condition: str, name: str, *columns: str, unique: bool = False) -> sa.Index:
    """An index of those rows alone that meet a condition."""
    where = sa.text(condition)
    return sa.Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)
