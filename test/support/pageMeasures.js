/* global document, getComputedStyle */
// Runs in a browser: measures the page's horizontal overflow, its background, and the lowest contrast of text with its
// background, as WCAG 2 computes it. The last expression is the result.
(() => {
    const channels = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (color) => {
        const [r, g, b] = channels(color).map((value) => {
            const share = value / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
        if (element === null) return "rgb(255, 255, 255)";
        const color = getComputedStyle(element).backgroundColor;
        return channels(color)[3] === 0 ? behind(element.parentElement) : color;
    };
    const contrast = (element) => {
        const [a, b] = [luminance(getComputedStyle(element).color), luminance(behind(element))];
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    };
    const { scrollWidth, clientWidth } = document.documentElement;
    const texts = [...document.body.querySelectorAll("h1, h2, h2 span, dt, dd, pre span")];
    return {
        overflow: scrollWidth - clientWidth,
        background: getComputedStyle(document.body).backgroundColor,
        leastContrast: Math.min(...texts.map(contrast)),
    };
})();
