"""The language of a page by its function words: no model, the same answer on every machine.

The words are the most frequent ones of each language that the others lack (articles, prepositions, pronouns).
"""

import re
from collections import Counter

FUNCTION_WORDS = {
    "en": "the of and to in is that for with was are were this which from or by not have has been than",
    "es": "el los las del que una por para con como más este esta fue sus pero entre sobre también puede cuando",
    "fr": "le les des une est dans pour qui sur avec par sont pas au aux cette ce ou plus leur ont",
    "de": "der die das und ist von mit den dem ein eine nicht sich auf für werden bei oder durch nach",
    "pt": "o os as uma não com por mais dos das foi ao são pelo pela seu sua também nos quando",
    "it": "il gli della che per con una sono del nel dei alla delle più anche questo come stato dal essere",
}
LANGUAGES: dict[str, list[str]] = {}
for _language, _words in FUNCTION_WORDS.items():
    for _word in _words.split():
        LANGUAGES.setdefault(_word, []).append(_language)

SAMPLE_CHARS = 20_000
# In running text of these languages one word of five to eight is on its list; tables and lists have fewer.
MIN_SHARE = 0.04
MIN_WORDS = 12
WORD_RE = re.compile(r"[^\W\d_]+")


def find_language(text: str) -> str | None:
    """ISO 639-1 code of the language most of the function words belong to; None for too little or unclear text."""
    words = WORD_RE.findall(text[:SAMPLE_CHARS].lower())
    if len(words) < MIN_WORDS:
        return None
    counts = Counter(language for word in words for language in LANGUAGES.get(word, ()))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < MIN_SHARE * len(words):
        return None
    if len(ranked) > 1 and ranked[1][1] > 0.8 * ranked[0][1]:
        return None
    return ranked[0][0]
