import { existsSync } from "node:fs";
import chromiumPackage from "@sparticuz/chromium";
import { chromium, type Browser } from "playwright-core";

/** Usual paths of installed browsers. */
const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * Opens a headless browser: the one that `BROWSER_PATH` names, an installed one, or on Linux the one in an npm package;
 * `undefined` if there is none.
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
