"""Every table, once: the migrations end where this module says, and a test compares the two.

Ids are text. Times are seconds since the Unix epoch, UTC. Each row of an organization carries `organization_id`, and
no statement reads or writes such rows without it.
"""

from __future__ import annotations

import sqlalchemy as sa

# The names of constraints are part of the schema: migrations must be able to drop them on either database.
metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _organization() -> sa.Column[str]:
    return sa.Column("organization_id", sa.Text, sa.ForeignKey("organizations.id"), nullable=False)


organizations = sa.Table(
    "organizations",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("slug", sa.Text, nullable=False, unique=True),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("deleted_at", sa.Double),
)

# Vault. The keys themselves are never here: `check_blob` is a known text sealed with the key, to notice a wrong one.
key_encryption_keys = sa.Table(
    "key_encryption_keys",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # active, retiring, retired
    sa.Column("check_blob", sa.LargeBinary, nullable=False),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("retired_at", sa.Double),
)

data_keys = sa.Table(
    "data_keys",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    _organization(),
    sa.Column("wrapped", sa.LargeBinary),  # NULL once destroyed
    sa.Column("key_encryption_key_id", sa.Text, sa.ForeignKey("key_encryption_keys.id"), nullable=False, index=True),
    sa.Column("state", sa.Text, nullable=False),  # active, retiring, destroyed
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("destroyed_at", sa.Double),
    sa.Index(None, "organization_id", "state"),
)

sealed_values = sa.Table(
    "sealed_values",
    metadata,
    _organization(),
    sa.Column("owner_id", sa.Text, nullable=False),  # of the account, app or target that it belongs to
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("data_key_id", sa.Text, sa.ForeignKey("data_keys.id"), nullable=False, index=True),
    sa.Column("blob", sa.LargeBinary, nullable=False),
    sa.PrimaryKeyConstraint("organization_id", "owner_id", "field", "version"),
)

# Accounts.
oauth_apps = sa.Table(
    "oauth_apps",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    _organization(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("client_id", sa.Text, nullable=False),
    sa.Column("redirect_uri", sa.Text, nullable=False),
    sa.Column("secret_version", sa.Integer, nullable=False),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.UniqueConstraint("organization_id", "name"),
)

oauth_states = sa.Table(
    "oauth_states",
    metadata,
    sa.Column("state_hash", sa.LargeBinary, primary_key=True),
    _organization(),
    sa.Column("oauth_app_id", sa.Text, sa.ForeignKey("oauth_apps.id"), nullable=False),
    sa.Column("binding_hash", sa.LargeBinary, nullable=False),
    sa.Column("account_id", sa.Text),  # of the account that is signed in anew; NULL for a new one
    sa.Column("purpose", sa.JSON, nullable=False),  # what to do with the token: name, description, environment
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("expires_at", sa.Double, nullable=False, index=True),
    sa.Column("used_at", sa.Double),
)

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    _organization(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("environment", sa.Text),
    sa.Column("kind", sa.Text, nullable=False),  # personal_token, oauth
    sa.Column("oauth_app_id", sa.Text, sa.ForeignKey("oauth_apps.id")),
    sa.Column("user_id", sa.Text),
    sa.Column("username", sa.Text),
    sa.Column("email", sa.Text),
    sa.Column("workspaces", sa.JSON, nullable=False),  # [{"id", "name", "members"}]
    sa.Column("default_workspace_id", sa.Text),
    sa.Column("rate_limit", sa.Integer),  # requests a minute that the plan allows; NULL while unknown
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason_code", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("state_since", sa.Double, nullable=False),
    sa.Column("active_version", sa.Integer),  # version of the credential in use
    sa.Column("last_version", sa.Integer, nullable=False),  # newest version ever given out, so that none is given twice
    sa.Column("last_ok_at", sa.Double),
    sa.Column("last_error_at", sa.Double),
    sa.Column("revision", sa.Integer, nullable=False),  # goes up with every change
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("updated_at", sa.Double, nullable=False),
    sa.Column("deleted_at", sa.Double),
    sa.Index(
        "uq_accounts_live_name", "organization_id", "name", unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"), postgresql_where=sa.text("deleted_at IS NULL"),
    ),
    sa.Index(None, "organization_id", "user_id"),
)  # fmt: skip

credentials = sa.Table(
    "credentials",
    metadata,
    _organization(),
    sa.Column("account_id", sa.Text, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # staged, active, retired, shredded
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("last4", sa.Text, nullable=False),
    sa.Column("user_id", sa.Text, nullable=False),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("activated_at", sa.Double),
    sa.Column("retired_at", sa.Double),
    sa.Column("keep_until", sa.Double),  # end of the rollback window of a retired one
    sa.Column("proof_result", sa.Text),  # dead, still_valid, unknown
    sa.Column("proof_at", sa.Double),
    sa.PrimaryKeyConstraint("account_id", "version"),
    sa.Index(None, "organization_id", "fingerprint"),
)

rotations = sa.Table(
    "rotations",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    _organization(),
    sa.Column("account_id", sa.Text, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("way", sa.Text, nullable=False),  # in_place, slots
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("old_version", sa.Integer),
    sa.Column("new_version", sa.Integer),
    sa.Column("started_by", sa.Text, nullable=False),
    sa.Column("started_at", sa.Double, nullable=False),
    sa.Column("updated_at", sa.Double, nullable=False),
    sa.Column("finished_at", sa.Double),
    sa.Column("note", sa.Text, nullable=False),
    sa.Index(
        "uq_rotations_open", "account_id", unique=True,
        sqlite_where=sa.text("finished_at IS NULL"), postgresql_where=sa.text("finished_at IS NULL"),
    ),
    sa.Index(None, "organization_id", "account_id"),
)  # fmt: skip

targets = sa.Table(
    "targets",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    _organization(),
    sa.Column("account_id", sa.Text, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # dotenv, github, openbao, aws, gcp, kubernetes
    sa.Column("config", sa.JSON, nullable=False),  # never a secret: those are sealed under the target's id
    sa.Column("created_at", sa.Double, nullable=False),
    sa.UniqueConstraint("organization_id", "account_id", "name"),
)

propagations = sa.Table(
    "propagations",
    metadata,
    _organization(),
    sa.Column("target_id", sa.Text, sa.ForeignKey("targets.id", ondelete="CASCADE"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # pending, done, failed
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("error", sa.Text, nullable=False),
    sa.Column("updated_at", sa.Double, nullable=False),
    sa.PrimaryKeyConstraint("target_id", "version"),
)

# Audit. The records are lines of files; here is which files there are, and an index of what stands in them.
audit_segments = sa.Table(
    "audit_segments",
    metadata,
    _organization(),
    sa.Column("number", sa.Integer, nullable=False),  # 1, 2, 3 … without a gap, for each organization
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("previous", sa.LargeBinary, nullable=False),  # seal of the row before, so that no row can be taken out
    sa.Column("opened_at", sa.Double, nullable=False),
    sa.Column("closed_at", sa.Double),
    sa.Column("records", sa.Integer, nullable=False),  # as of the latest checkpoint; final once closed
    sa.Column("head", sa.LargeBinary, nullable=False),  # hash of the latest record by then
    sa.Column("indexed", sa.Integer, nullable=False),  # records that the index below holds
    sa.Column("indexed_bytes", sa.BigInteger, nullable=False),
    sa.Column("dropped_at", sa.Double),  # the file was removed by retention
    sa.Column("seal", sa.LargeBinary, nullable=False),  # keyed hash over this row
    sa.PrimaryKeyConstraint("organization_id", "number"),
    sa.UniqueConstraint("name"),
)

audit_records = sa.Table(
    "audit_records",
    metadata,
    _organization(),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("segment", sa.Integer, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("deed", sa.Text, nullable=False),
    sa.Column("request_id", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("actor_kind", sa.Text, nullable=False),
    sa.Column("via", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Column("credential_version", sa.Integer),
    sa.Column("operation", sa.Text, nullable=False),
    sa.Column("workspace_id", sa.Text, nullable=False),  # this and the next two are in the path, or empty
    sa.Column("thing_id", sa.Text, nullable=False),
    sa.Column("part_id", sa.Text, nullable=False),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),  # `open` while only the beginning of a deed is known
    sa.Column("status", sa.Integer),
    sa.Column("ecode", sa.Text, nullable=False),
    sa.Column("error", sa.Text, nullable=False),
    sa.Column("limit", sa.Integer),
    sa.Column("remaining", sa.Integer),
    sa.Column("seconds", sa.Double),
    sa.Column("waited", sa.Double),
    sa.Column("detail", sa.Text, nullable=False),  # JSON, empty where there is none
    sa.PrimaryKeyConstraint("organization_id", "at", "segment", "seq"),
    # Ids are unique everywhere: an organization's id before them would make these indexes larger and no faster.
    sa.Index(None, "account_id", "at"),
    sa.Index(None, "deed"),
    sa.Index(
        "ix_audit_records_request_id", "request_id",
        sqlite_where=sa.text("request_id <> ''"), postgresql_where=sa.text("request_id <> ''"),
    ),
    sa.Index(
        "ix_audit_records_trouble", "at", "organization_id",
        sqlite_where=sa.text("outcome <> 'success' OR status >= 400 OR ecode <> ''"),
        postgresql_where=sa.text("outcome <> 'success' OR status >= 400 OR ecode <> ''"),
    ),
    sa.Index(
        "ix_audit_records_open", "deed",
        sqlite_where=sa.text("outcome = 'open'"), postgresql_where=sa.text("outcome = 'open'"),
    ),
)  # fmt: skip

# Sums of the records, without the deeds that are open.
audit_hours = sa.Table(
    "audit_hours",  # of requests to ClickUp alone
    metadata,
    _organization(),
    sa.Column("hour", sa.Integer, nullable=False),  # hours since the Unix epoch
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Column("credential_version", sa.Integer, nullable=False),  # 0 where none is known
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("least_remaining", sa.Integer),
    sa.PrimaryKeyConstraint("organization_id", "hour", "account_id", "credential_version", "outcome"),
    sqlite_with_rowid=False,
)

audit_days = sa.Table(
    "audit_days",
    metadata,
    _organization(),
    sa.Column("day", sa.Integer, nullable=False),  # days since the Unix epoch
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Column("credential_version", sa.Integer, nullable=False),  # 0 where none was used
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("operation", sa.Text, nullable=False),
    sa.Column("workspace_id", sa.Text, nullable=False),  # empty where the record does not tell
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("first_at", sa.Double, nullable=False),
    sa.Column("last_at", sa.Double, nullable=False),
    # Who asks for sums wants them by credential and operation: they are read in this order, and need no sorting.
    sa.PrimaryKeyConstraint(
        "organization_id", "account_id", "credential_version", "operation", "outcome", "actor", "address", "action",
        "workspace_id", "day",
    ),
    sqlite_with_rowid=False,
)  # fmt: skip
