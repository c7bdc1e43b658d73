import { existsSync } from "node:fs";
import chromiumPackage from "@sparticuz/chromium";
import { chromium, type Browser } from "playwright-core";

/** Where systems put a browser of this kind. */
const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * A real browser without a window: the one that `BROWSER_PATH` names, one that is installed, or on Linux the one in an
 * npm package; `undefined` where there is none.
 */
export async function openBrowser(): Promise<Browser | undefined> {
    const executablePath =
        process.env["BROWSER_PATH"] ?? INSTALLED.find((path) => existsSync(path)) ?? (await packagedBrowser());
    if (executablePath === undefined) return undefined;
    const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
    return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", ...quiet] });
}

async function packagedBrowser(): Promise<string | undefined> {
    return process.platform === "linux" && process.arch === "x64" ? chromiumPackage.executablePath() : undefined;
}
