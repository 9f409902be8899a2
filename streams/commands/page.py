"""A comparison as one HTML page that needs nothing else: no script, no font, no network."""

from html import escape
from string import Template

from streams.commands.comparison import Comparison, Stretch
from streams.wire.article import Article

COLOURS = 6

PAGE = Template("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
body { font: 16px/1.5 Georgia, serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; color: #222 }
h1 { font-size: 1.3rem }
h2 { font-size: 1.1rem; margin: 0 }
table { border-collapse: collapse; font: 14px/1.4 system-ui, sans-serif; margin-bottom: 1.5rem }
th { text-align: left; font-weight: 600; padding-right: 1.5rem; vertical-align: top }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 2rem }
.of { font: 13px system-ui, sans-serif; color: #666; margin: 0 0 1rem; overflow-wrap: anywhere }
.text { white-space: pre-wrap; overflow-wrap: anywhere }
mark { color: inherit; border-radius: 3px; padding: 1px 0 }
mark a { font: 11px system-ui, sans-serif; vertical-align: super; color: #555; text-decoration: none }
mark:has(:target) { outline: 2px solid #444 }
.c0 { background: #fff3bf } .c1 { background: #d3f9d8 } .c2 { background: #d0ebff }
.c3 { background: #ffe3e3 } .c4 { background: #e5dbff } .c5 { background: #ffe8cc }
@media (max-width: 50rem) { .sides { grid-template-columns: 1fr } }
</style>
</head>
<body>
<h1>$title</h1>
<table>
$facts
</table>
<div class="sides">
$sides
</div>
</body>
</html>
""")


def html(comparison: Comparison) -> str:
    """The page; every text of the articles is escaped."""
    facts = (
        f"<tr><th>{escape(label)}</th><td>{escape(value)}</td></tr>" for label, value in comparison.facts
    )
    article, parent = comparison.sides()
    sides = [_side("article", comparison.article, article)]
    if comparison.parent is not None:
        sides.append(_side("parent", comparison.parent, parent))
    return PAGE.substitute(
        title=escape(comparison.article.headline or comparison.article.uri),
        facts="\n".join(facts),
        sides="\n".join(sides),
    )


def _side(side: str, article: Article, stretches: list[Stretch]) -> str:
    known = (side, article.provider, article.versioncreated, article.uri, article.version)
    origin = " · ".join(part for part in known if part)
    language = f' lang="{escape(article.language)}"' if article.language else ""
    text = "".join(_marked(side, stretch) for stretch in stretches)
    return (
        f'<section>\n<h2 dir="auto"{language}>{escape(article.headline or "(no headline)")}</h2>\n'
        f'<p class="of">{escape(origin)}</p>\n'
        f'<div class="text" dir="auto"{language}>{text}</div>\n</section>'
    )


def _marked(side: str, stretch: Stretch) -> str:
    """A stretch as HTML: marked if shared, with a link from each passage's start to its other side."""
    text = escape(stretch.text)
    if not stretch.passages:
        return text
    other = "parent" if side == "article" else "article"
    links = "".join(f'<a id="{side}-{n}" href="#{other}-{n}">{n}</a>' for n in stretch.starts)
    return f'<mark class="c{(stretch.passages[0] - 1) % COLOURS}">{links}{text}</mark>'
