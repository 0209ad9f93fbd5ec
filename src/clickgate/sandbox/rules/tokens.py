"""The rule that trades the code of a consent for a token."""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING

from clickgate.sandbox.answers import Answer, Refusal, answer
from clickgate.sandbox.registry import rule

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.oauth import OAuthApp


@rule(
    "tokens.create",
    "official",
    "Takes JSON, a form, or query parameters, as clients send them. A code is good once, for ten minutes (guess); "
    "the codes of its refusals and of a wrong secret are not known.",
)
def create_token(call: Call) -> Answer:
    """Trade a code for a token."""
    sent = call.texts()
    app = _read_app(call, sent)
    consent = call.world.oauth.redeem(app, sent.get("code", ""), call.now)
    if consent is None:
        raise Refusal("SANDBOX_003", "Code invalid, used or expired")
    text = call.world.add_token(consent.user, workspace_ids=consent.workspace_ids, oauth=True, client_id=app.client_id)
    return answer({"access_token": text})


def _read_app(call: Call, sent: dict[str, str]) -> OAuthApp:
    app = call.world.oauth.apps.get(sent.get("client_id", ""))
    if app is None:
        raise Refusal("OAUTH_010")
    if not compare_digest(app.client_secret.encode(), sent.get("client_secret", "").encode()):
        raise Refusal("SANDBOX_003", "Client secret invalid")
    return app
