"""What can be generated in a project of the shipped template `monorepo`: it lands in the part it belongs to, once."""

import subprocess

import pytest
from tests.node import projects

MADE = [
    "apps/api/src/data/invoice.ts",
    "apps/api/src/models/order-item.ts",
    "apps/api/src/routes/order-item.ts",
    "apps/api/src/routes/price-list.ts",
    "apps/api/tests/order-item.test.ts",
    "apps/web/e2e/order-item.spec.ts",
    "apps/web/src/app/about-us/page.tsx",
    "apps/web/src/app/order-items/order-item-form.tsx",
    "apps/web/src/app/order-items/page.tsx",
    "apps/web/src/components/user-card.tsx",
    "apps/web/tests/order-item-row.test.tsx",
    "packages/shared/src/invoice.ts",
    "packages/shared/src/order-item.ts",
    "packages/shared/tests/basket.test.ts",
]

pytestmark = pytest.mark.slow


def state(root):
    """What git sees in the project, but for what is recorded about it."""
    words = ["git", "status", "--porcelain", "--untracked-files=all", "--", ".", ":!.jig"]
    return subprocess.run(words, cwd=root, check=True, capture_output=True, text=True).stdout.splitlines()


@pytest.mark.parametrize("orm", ["prisma", "drizzle"])
def test_each_feature_goes_where_it_belongs_once_and_comes_out_again(orm, tmp_path):
    root = projects.make(tmp_path, "monorepo", "--orm", orm)
    assert state(root) == []
    names = projects.features(root, orm)
    made = state(root)
    assert {f"?? {path}" for path in MADE} <= set(made)
    links = (root / "apps/web/src/components/navigation.tsx").read_text()
    assert [links.count(each) for each in ("/order-items", "/about-us")] == [1, 1]
    projects.features(root, orm)
    assert state(root) == made
    projects.jig(root, "check")
    for name in reversed(names):
        projects.jig(root, "undo", name)
    assert state(root) == []


def test_without_a_list_of_links_a_resource_has_its_page_all_the_same(tmp_path):
    root = projects.make(tmp_path, "monorepo", "--orm", "drizzle")
    (root / "apps/web/src/components/navigation.tsx").unlink()
    projects.jig(root, "generate", "crud", "Product", "--field", "title:string", "--yes")
    assert (root / "apps/web/src/app/products/page.tsx").is_file()
