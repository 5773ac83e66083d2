"""What keeps people from using a page: axe-core finds nothing, in light and in dark, wide and narrow."""

from typing import Any

import pytest
from playwright.sync_api import Browser
from tests import programs
from tests.dashboard import Ground

from jigsmith.app.desk import families

PATHS = (
    "/", "/jobs", "/jobs/web-shop/tests", "/jobs/web-shop/docs", "/tickets", "/tickets/1", "/tickets/2", "/families",
    "/families/web-shop/{candidate}", "/templates", "/templates/web-shop/handler", "/uses", "/search?q=price", "/login",
    "/nowhere",
    "/tools", "/tools/crud", "/tasks", "/tasks/1", "/returns", "/metrics", "/review", "/forecast",
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_axe_finds_nothing(browser: Browser, address: str, ground: Ground, scheme: Any):
    candidate = str(families.last_scan(ground.desk, "web-shop").candidates[0].id)
    families.build(ground.desk, "web-shop", candidate, name="handler")
    context = browser.new_context(
        base_url=address, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce"
    )  # fmt: skip
    page, found = context.new_page(), []
    for path in PATHS:
        page.goto(path.format(candidate=candidate))
        page.add_script_tag(path=programs.axe())
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            assert len(result["passes"]) > 10
            nodes = [(each["id"], node) for each in result["violations"] for node in each["nodes"]]
            found += [f"{path} {width} {name} {node['html'][:200]}" for name, node in nodes]
    context.close()
    assert not found, "\n".join(sorted(set(found)))
