# ruff: noqa: INP001 - a script, not a package
"""Take the README's picture of the coordinator's page: `coordinator.py URL NAME PASSWORD OUT.png`.

Signs in to a running server (`make demo` prints URL, name and password) and takes the sample
mission's overview as a coordinator has it on a desk.
"""

import sys

from playwright.sync_api import Page, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
MISSION = "/m/kazakhstan-2021"
WINDOW = {"width": 1280, "height": 860}


def main(arguments: list[str]) -> int:
    """Take the picture; return the exit code."""
    if len(arguments) != 4:
        sys.stderr.write("Usage: coordinator.py URL NAME PASSWORD OUT.png\n")
        return 2
    url, name, password, out = arguments
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport=WINDOW, color_scheme="light")  # pyright: ignore[reportArgumentType] - a dict does
        _sign_in(page, url, name, password)
        page.screenshot(path=out)
        browser.close()
    return 0


def _sign_in(page: Page, url: str, name: str, password: str) -> None:
    page.goto(url)
    page.get_by_label("Account").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"{url}{MISSION}")
    expect(page.get_by_text("Reports in")).to_be_visible()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
