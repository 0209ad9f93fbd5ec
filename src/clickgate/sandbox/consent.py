"""The page on which a person lets an app see some of their workspaces, as app.clickup.com/api does.

Source of the flow: https://developer.clickup.com/docs/authentication. The page itself is the sandbox's own: here
nobody is logged in, so the person is chosen, too.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from clickgate.sandbox.answers import HTML_TYPE, Answer, Refusal

if TYPE_CHECKING:
    from clickgate.sandbox.world.oauth import OAuthApp
    from clickgate.sandbox.world.rows import User, Workspace
    from clickgate.sandbox.world.world import World

PATHS = ("/api", "/api/")

# Instead of the headers that all other answers have: no other page may read or frame this one.
_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Connect {app} - sandbox</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 3rem auto; padding: 0 1rem; color: #1d2330 }}
fieldset, p {{ margin: 1rem 0 }} label {{ display: block; padding: .2rem 0 }}
select, button {{ font: inherit; padding: .4rem .8rem }} .error {{ color: #a1122a }}
</style>
</head>
<body>
<main>
<h1>Connect {app}</h1>
<p>{app} asks to see workspaces of this sandbox, and to work in them for the person chosen here.</p>
{error}
<form method="post" action="/api">
{hidden}
<p><label for="user">Who are you?</label>
<select id="user" name="user">
{users}
</select></p>
<fieldset>
<legend>Workspaces that {app} may see</legend>
{workspaces}
</fieldset>
<p><button type="submit" name="answer" value="allow">Connect</button>
<button type="submit" name="answer" value="deny">Cancel</button></p>
</form>
</main>
</body>
</html>
"""

# What a person sent back: all members of the form, the last value of each, but all workspaces.
Form = dict[str, list[str]]


def serve_consent(world: World, method: str, query: str, body: bytes, now: int) -> Answer:
    """Show the page, or take a person's answer and send them back to the app.

    Raises:
        Refusal: The app is not known (OAUTH_010), or is not to be returned to at that address (OAUTH_007).
    """
    text = query if method != "POST" else body.decode("utf-8", "replace")
    form = parse_qs(text, keep_blank_values=True, errors="replace")
    app = _read_app(world, form)
    if method != "POST":
        return _page(world, app, form)
    if not world.oauth.close_form(_last(form, "form")):
        return _page(world, app, form, error="This page was sent already, or is too old: please answer again.")
    if _last(form, "answer") != "allow":
        return _back(form, {"error": "access_denied"})
    user, chosen = _read_choice(world, form)
    if user is None or not chosen:
        return _page(world, app, form, error="Choose at least one workspace that this person is in.")
    code = world.oauth.consent(app, user, [one.id for one in chosen], now)
    return _back(form, {"code": code})


def _read_app(world: World, form: Form) -> OAuthApp:
    app = world.oauth.apps.get(_last(form, "client_id"))
    if app is None:
        raise Refusal("OAUTH_010")
    uri = _last(form, "redirect_uri")
    if not uri:
        raise Refusal("OAUTH_017", "Redirect URI not passed")
    try:
        is_known = app.may_return_to(uri)
    except ValueError:
        is_known = False
    if not is_known:
        raise Refusal("OAUTH_007")
    return app


def _read_choice(world: World, form: Form) -> tuple[User | None, list[Workspace]]:
    sent = _last(form, "user")
    user = world.users.get(int(sent)) if sent.isascii() and sent.isdecimal() and len(sent) < 13 else None
    if user is None:
        return None, []
    wanted = form.get("workspace", [])
    return user, [one for one in world.workspaces.values() if one.id in wanted and user.id in one.members]


def _page(world: World, app: OAuthApp, form: Form, *, error: str = "") -> Answer:
    kept = {name: _last(form, name) for name in ("client_id", "redirect_uri", "state") if name in form}
    hidden = kept | {"form": world.oauth.open_form()}
    people = [user for user in world.users.values() if user.username is not None]
    page = _PAGE.format(
        app=escape(app.name),
        error=f'<p class="error" role="alert">{escape(error)}</p>' if error else "",
        hidden="\n".join(
            f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in hidden.items()
        ),
        users="\n".join(_option(user, _last(form, "user")) for user in people),
        workspaces="\n".join(_box(one, is_ticked=index == 0) for index, one in enumerate(world.workspaces.values())),
    )
    return Answer(400 if error else 200, page.encode(), HTML_TYPE, _HEADERS)


def _option(user: User, chosen: str) -> str:
    selected = " selected" if str(user.id) == chosen else ""
    return f'<option value="{user.id}"{selected}>{escape(user.username or "")} ({escape(user.email)})</option>'


def _box(one: Workspace, *, is_ticked: bool) -> str:
    checked = " checked" if is_ticked else ""
    return f'<label><input type="checkbox" name="workspace" value="{one.id}"{checked}> {escape(one.name)}</label>'


def _back(form: Form, told: dict[str, str]) -> Answer:
    """Send the person back to the app, with what the app sent as `state`."""
    if "state" in form:
        told["state"] = _last(form, "state")
    parts = urlsplit(_last(form, "redirect_uri"))
    query = "&".join(part for part in (parts.query, urlencode(told)) if part)
    target = urlunsplit(parts._replace(query=query))
    # Characters that have no place in a header are encoded as a browser would.
    location = "".join(char if "!" <= char <= "~" else urlencode({"": char})[1:] for char in target)
    return Answer(302, b"", HTML_TYPE, (*_HEADERS, (b"location", location.encode())))


def _last(form: Form, name: str) -> str:
    return form.get(name, [""])[-1]
