"""Site chromes around an article: what stands on real pages beside the text, in words of our own.

Every line of clutter holds the token ``zq`` so that a test can tell it from the article wherever it leaks.
"""

# ruff: noqa: E501  markup is kept on the lines it would have in a file

import re

TEASER = "zq New survey of readers finds that 47% of people sleep less than 6 hours and that 3 in 10 take vitamins every day."
COOKIES = "zq Cookies let us count visits and show offers; choose what you allow, 100% of it can be changed at any time later."
LEGAL = (
    "zq The material here is for general information only, is no substitute for the care of a physician, and may be out "
    "of date by as much as 30 days. Reproduction in whole or in part needs written permission of the publisher, who "
    "accepts no liability for losses that arise from its use in any country."
)
TOPICS = ("Diet", "Fitness", "Sleep", "Allergies", "Back pain", "Pregnancy", "Doctors", "Drugs A-Z", "Quizzes", "News")
LINKS = "".join(f'<li><a href="/{at}">zq {topic}</a></li>' for at, topic in enumerate(TOPICS))
SCRIPT = '<script>var zq = {"dose": "24 Gy", "rate": 78, "items": [12, 15, 18]};</script>'


def split_page(page):
    """Title element, and what stands in the body of a bare page."""
    title = re.search(r"<title>.*?</title>", page, re.S)
    body = re.search(r"<body[^>]*>(.*)</body>", page, re.S)
    return (title[0] if title else ""), body[1]


def wrap_modern(title, inner):
    """Semantic elements, but no ``main``."""
    return f"""<!DOCTYPE html><html><head>{title}{SCRIPT}</head><body><a class="skip" href="#c">zq Skip ahead</a>
<div id="consent-layer" role="dialog"><p>{COOKIES}</p><button>zq Allow</button></div>
<header><div class="logo">zq Health Daily</div><nav><ul>{LINKS}</ul></nav></header>
<div class="wrap"><div class="col-8">{inner}</div><aside><h3>zq Top picks</h3><p>{TEASER}</p><ul>{LINKS}</ul></aside></div>
<footer><ul>{LINKS}</ul><p>{LEGAL}</p></footer>{SCRIPT}</body></html>"""


def wrap_layout_table(title, inner):
    """A page of 2004: everything is a table cell."""
    cells = "".join(
        f'<tr><td><font size=1><a href="/{at}">zq {topic}</a></font></td></tr>' for at, topic in enumerate(TOPICS)
    )
    return f"""<html><head>{title}</head><body bgcolor=white><table width=760><tr><td colspan=3><img src=a.gif>
<font size=2><a href=/>zq Home</a> | <a href=/s>zq Search</a> | <a href=/c>zq Contact</a></font></td></tr>
<tr><td width=120 valign=top><table>{cells}</table></td><td valign=top><font face=arial>{inner}</font></td>
<td width=140><b>zq Sponsored</b><br>{TEASER}<br><a href=/ad>zq Click here</a></td></tr>
<tr><td colspan=3 align=center><font size=1>{LEGAL}</font></td></tr></table></body></html>"""


def wrap_nameless(title, inner):
    """Generated class names say nothing; nothing but ``div``."""
    boxes = "".join(
        f'<div class="css-9k{at}"><div class="css-2b"><a href="/{at}"><div>zq {topic} in 5 steps</div></a></div></div>'
        for at, topic in enumerate(TOPICS)
    )
    return f"""<html><head>{title}</head><body><div class="css-0a"><div class="css-1b">{boxes}</div>
<div class="css-7x"><div class="css-3d"><div><a href=/>zq Home</a> &gt; <a href=/b>zq Conditions</a></div>{inner}</div>
<div class="css-5f"><div class="css-6g">zq Most read</div>{boxes}<div class="css-6h">{TEASER}</div></div></div>
<div class="css-8i"><div>{LEGAL}</div><div>{boxes}</div></div><div class="css-9j"><div>{COOKIES}</div><a href=/ok>zq OK</a></div>
</div></body></html>"""


def wrap_unclosed(title, inner):
    """Tags that are never closed, so that the article hangs below the navigation."""
    links = "".join(f'<li><a href="/{at}">zq {topic}' for at, topic in enumerate(TOPICS))
    return f"""<html><head>{title}</head><body><center><font color=red><b>zq Health Page</b></font></center>
<div class=menu><ul>{links}</a></ul><div class=page><p>zq Posted by the webmaster<div class=text>{inner}
<hr><p><a href=/1>zq Next page</a> <a href=/2>zq Printer friendly</a> <a href=/3>zq Mail this</a></body></html>"""


def wrap_hidden(title, inner):
    """Elements that a reader never sees, with numbers in them."""
    return f"""<html><head>{title}<style>.zq{{width:78%}}</style></head><body>{SCRIPT}
<div style="display: none"><h1>zq Win a prize</h1><p>{TEASER}</p></div><div hidden><p>{COOKIES}</p></div>
<div aria-hidden="true"><p>{TEASER}</p></div><template><p>{TEASER}</p></template><noscript><p>zq Enable scripts</p></noscript>
<div class="content">{inner}</div><form><p>zq Weekly news</p><input name=mail><select><option>zq 1<option>zq 2</select></form>
<div style="visibility:hidden"><p>{LEGAL}</p></div>{SCRIPT}</body></html>"""


def wrap_flat(title, inner):
    """No containers: the article's elements are children of the body like everything else."""
    links = " | ".join(f'<a href="/{at}">zq {topic}</a>' for at, topic in enumerate(TOPICS))
    return f"""<html><head>{title}</head><body><p>{links}</p><p><a href=/>zq Home</a> &raquo; <a href=/c>zq Cancer</a></p>
{inner}<h3>Related Articles</h3><ul>{LINKS}</ul><p>{links}</p></body></html>"""


def wrap_teasers(title, inner):
    """Teasers and advertisements between the sections of the article."""
    teaser = f"""<div class="box2"><h4>Recommended for You</h4><p>{TEASER}</p><p><a href=/t>zq Read the story</a></p></div>
<div class="ad-slot"><p>zq Advertisement: save 20% on 30 tablets</p></div>"""
    parts = re.split(r"(?=<h2)", inner)
    mixed = teaser.join([parts[0] + "".join(parts[1:2]), "".join(parts[2:3]), "".join(parts[3:])])
    return f"""<html><head>{title}</head><body><div id="top"><ul>{LINKS}</ul></div><div id="story">{mixed}</div>
<div id="bottom"><div class="share-bar"><a href=/f>zq Share</a></div><ul>{LINKS}</ul><p>{LEGAL}</p></div></body></html>"""


CHROMES = {
    "modern": wrap_modern,
    "layout-table": wrap_layout_table,
    "nameless": wrap_nameless,
    "unclosed": wrap_unclosed,
    "hidden": wrap_hidden,
    "flat": wrap_flat,
    "teasers": wrap_teasers,
}
