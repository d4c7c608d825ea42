"""Lists of terms lead to the page of people and terms: clicked in JupyterLab and in an exported page.

JupyterLab opens a page that was closed at its top; once the page is open, links lead to the entry.
"""

import pytest
from playwright.sync_api import expect

from sinosoviet import export
from tests.browser import steps

pytestmark = pytest.mark.browser
PAGE = "11-reference-people-and-terms"
TERMS = {"00-start-here": ["Mao Zedong", "Zhenbao/Damansky"], "03-escalation-two-roads": ["Jinmen (Quemoy)"]}
STARTS = [(name, term) for name, terms in TERMS.items() for term in terms]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return steps.copy_of_the_notebooks(tmp_path_factory.mktemp("course"))


@pytest.mark.parametrize(("name", "term"), STARTS)
def test_a_term_leads_to_its_entry_in_jupyterlab(lab, browser, name, term):
    with steps.tab(browser) as page:
        lab.open(page, f"notebooks/{PAGE}.ipynb")
        entry = page.locator(".jp-OutputArea h3").filter(has_text=term)
        expect(entry).not_to_be_in_viewport()
        page.locator(".jp-DirListing-itemText").filter(has_text=name).dblclick()
        page.locator(".jp-OutputArea:visible li a").filter(has_text=term).first.click()
        expect(entry).to_be_in_viewport()
        page.locator(".jp-OutputArea:visible a").filter(has_text="Ideas and words").click()
        expect(page.locator(".jp-OutputArea h2").filter(has_text="Ideas and words")).to_be_in_viewport()
        assert page.outside == []


@pytest.mark.parametrize(("name", "term"), STARTS)
def test_a_term_leads_to_its_entry_in_an_exported_page(tmp_path, browser, name, term):
    for each in (name, PAGE):
        export.page(each, tmp_path)
    with steps.served(tmp_path) as address, steps.tab(browser) as page:
        page.goto(f"{address}/{name}.html")
        page.locator("li a").filter(has_text=term).first.click()
        expect(page.locator("h3").filter(has_text=term)).to_be_in_viewport()
        page.get_by_role("link", name="Organizations").click()
        expect(page.locator("h2").filter(has_text="Organizations")).to_be_in_viewport()
