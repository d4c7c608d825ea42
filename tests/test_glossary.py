"""The page of people and terms: anchors, order, years, and which pages use an entry."""

import re

import pytest

from sinosoviet import glossary, pages, sources, tables

PAGE = "11-reference-people-and-terms"
TERMS = tables.load("terms")


@pytest.fixture(scope="module")
def shown():
    return glossary.entries()


def entry(shown, term):
    """The Markdown of one entry, from its heading to the next."""
    found = re.search(rf'### <span id="{term}"></span>.*?(?=\n\n##|\n\n<!--)', shown.markdown, re.DOTALL)
    return found.group()


def test_every_entry_has_one_heading_with_its_id(shown):
    anchors = re.findall(r'^### <span id="([a-z0-9-]+)"></span>', shown.markdown, re.MULTILINE)
    assert sorted(anchors) == sorted(TERMS["id"])
    assert [line.split(".")[0] for line in shown.plain.splitlines()].count("Mao Zedong") == 1


def test_every_list_of_terms_leads_to_an_entry(shown):
    anchors = set(re.findall(r'<span id="([^"]+)">', shown.markdown))
    linked = re.findall(rf"\]\({PAGE}\.ipynb#([^)]+)\)", sources.terms().markdown)
    assert len(linked) == len(TERMS)
    assert set(linked) <= anchors
    assert (pages.folder() / f"{PAGE}.ipynb").is_file()


def test_groups_and_letters_lead_to_headings_of_the_page(shown):
    headings = {text.replace(" ", "-") for text in re.findall(r"^## (.+)$", shown.markdown, re.MULTILINE)}
    anchors = set(re.findall(r'<span id="([^"]+)">', shown.markdown)) | headings | {"Sources-and-data"}
    inside = set(re.findall(r"\]\(#([^) ]+)", shown.markdown))
    assert len(headings) == len(glossary.GROUPS)
    assert inside <= anchors
    assert all(re.fullmatch(r"[\w-]+", anchor, re.ASCII) for anchor in inside), "JupyterLab would not find it"


def test_people_stand_under_their_family_names(shown):
    people = shown.markdown.split("## Organizations")[0]
    ids = re.findall(r'<span id="([^"]+)">', people)
    assert ids[:4] == ["aidit", "brezhnev", "carter", "castro"]
    assert ids.index("imre-nagy") == ids.index("nehru") - 1
    assert "[N](#imre-nagy)" in people
    assert "[Z](#zhao-ziyang)" in people


def test_an_entry_has_script_sound_meaning_source_and_pages(shown):
    found = entry(shown, "zhenbao-damansky")
    assert "珍宝岛 (Zhēnbǎo Dǎo); Даманский (Damanskiy); say jen-bow" in found
    assert "(#Sources-and-data" in found
    assert 'Explained on [00](00-start-here.ipynb "Start here")' in found
    assert sources.short("ryabushkin2012") in found


def test_years_come_from_the_table_of_leaders_where_it_has_them(shown):
    assert "Born 1893, died 1976. Effective leader: China (PRC), 1 October 1949 – 9 September 1976." in entry(
        shown, "mao-zedong"
    )
    assert "Born 1931. Effective leader" in entry(shown, "gorbachev")
    assert "Taiwan (ROC), 1 March 1950 – 5 April 1975" in entry(shown, "chiang-kai-shek")
    assert "Born 1898, died 1976. ([Britannica]" in entry(shown, "zhou-enlai")


def test_a_disagreement_on_a_year_is_shown_with_its_sources(shown):
    found = entry(shown, "castro")
    assert "Born 1927" in found
    assert "official year of his birth is 1926" in found
    assert sources.short("latell2007castro") in found


def test_every_person_has_a_year_of_birth(shown):
    for term in TERMS.loc[TERMS["kind"] == "person", "id"]:
        assert re.search(r"\nBorn 1[89]\d\d", entry(shown, term)), term


@pytest.mark.parametrize(
    ("form", "text", "found"),
    [
        ("commune", "Communes were formed.", True),
        ("commune", "The communes grew.", True),
        ("Mao", "Maoism spread.", False),
        ("commune", "An intercommune road.", False),
        ("Leap", "They leap.", False),
        ("the Republic of China", "In the People's Republic of China", False),
        ("the Republic of China", "the Republic of China on Taiwan", True),
        ("test ban", "The test ban was signed.", True),
    ],
)
def test_a_name_is_found_as_a_word(form, text, found):
    assert glossary.named(form, text) is found


def test_forms_of_a_name_come_from_the_table_or_from_the_term():
    rows = tables.by_id("terms")
    assert glossary.names(rows["jinmen"]) == ["Jinmen", "Quemoy"]
    assert glossary.names(rows["cpsu"]) == ["CPSU", "CCP"]
    assert glossary.names(rows["liu-shaoqi"]) == ["Liu Shaoqi", "Liu"]


def test_the_pages_of_an_entry_come_from_the_table(data_copy):
    path = data_copy / "term_uses.csv"
    rows = ["mao-zedong,01-one,One,explained", "mao-zedong,02-other,Other,named"]
    path.write_text("\n".join(["term_id,page,page_title,use", *rows, ""]), encoding="utf-8")
    found = entry(glossary.entries(), "mao-zedong")
    assert found.endswith('Explained on [01](01-one.ipynb "One"). Named on [02](02-other.ipynb "Other").')
    assert not re.search("Explained|Named", entry(glossary.entries(), "khrushchev"))


def test_the_plain_words_are_those_of_the_page(shown):
    assert "](" not in shown.plain
    assert "Effective leader: USSR, 15 October 1964 – 10 November 1982." in shown.plain
    assert shown.plain.count("\n") == len(TERMS) + len(glossary.GROUPS) - 1


def test_every_source_of_an_entry_is_in_the_list_of_the_page():
    listed = pages.load(PAGE).cells[-1].source
    for keys in [*TERMS["source_key"].dropna(), *TERMS["life_key"].dropna()]:
        for key in keys.split(";"):
            assert sources.reference(key.strip()) in listed
    assert "data/terms.csv" in listed
    assert "data/leaders.csv" in listed
