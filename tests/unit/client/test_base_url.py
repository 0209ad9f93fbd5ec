"""The address of the API is understood as people write it, and the token never travels in the clear."""

import pytest

from clickgate.client.base_url import read_base_url
from clickgate.errors import ConfigurationError


@pytest.mark.parametrize(
    ("written", "root"),
    [
        ("https://api.clickup.com/api/v2", "https://api.clickup.com/api"),
        ("https://api.clickup.com/api/v2/", "https://api.clickup.com/api"),
        ("https://api.clickup.com/api/v3", "https://api.clickup.com/api"),
        ("https://api.clickup.com/api", "https://api.clickup.com/api"),
        ("https://api.clickup.com", "https://api.clickup.com/api"),
        (" http://127.0.0.1:8123/api/v2\n", "http://127.0.0.1:8123/api"),
        ("http://localhost:8123", "http://localhost:8123/api"),
        ("http://[::1]:8123", "http://[::1]:8123/api"),
        ("https://proxy.example/clickup/api/v2", "https://proxy.example/clickup/api"),
    ],
)
def test_an_address_is_read_up_to_the_version(written, root):
    assert read_base_url(written) == root


@pytest.mark.parametrize(
    "written",
    [
        "",
        "api.clickup.com/api/v2",
        "ftp://api.clickup.com",
        "https://",
        "https://u:p@host/api",
        "https://host/api?x=1",
        "https://host/api#x",
        "https://host:99999/api",
        "http://api.clickup.com/api/v2",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_the_right_form(written):
    with pytest.raises(ConfigurationError) as caught:
        read_base_url(written)

    assert "http" in caught.value.advice


def test_plain_http_inside_a_trusted_network_is_a_decision():
    assert read_base_url("http://sandbox:8080/api/v2", allow_plain_http=True) == "http://sandbox:8080/api"
