// The contrast of every visible text with the background it really stands on (WCAG 2.2, 1.4.3),
// and whether the page is wider than the window.
() => {
  const parse = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
  const channel = (value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const luminance = ([red, green, blue]) =>
    0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
  const over = (top, below) => {
    const alpha = top.length > 3 ? top[3] : 1;
    return [0, 1, 2].map((place) => top[place] * alpha + below[place] * (1 - alpha));
  };
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const canvas = dark ? [18, 18, 18] : [255, 255, 255];
  const behind = (element) => {
    const layers = [];
    for (let each = element; each; each = each.parentElement) {
      layers.push(parse(getComputedStyle(each).backgroundColor));
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), canvas);
  };
  const pale = [];
  let texts = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const element = walker.currentNode.parentElement;
    if (!text || !element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
    const background = behind(element);
    const ink = over(parse(getComputedStyle(element).color), background);
    const [lighter, darker] = [luminance(ink), luminance(background)].sort((a, b) => b - a);
    const ratio = (lighter + 0.05) / (darker + 0.05);
    texts += 1;
    if (ratio < 4.5) pale.push(`${ratio.toFixed(2)}: ${text.slice(0, 60)}`);
  }
  return { scrollWidth: document.scrollingElement.scrollWidth, texts, pale };
}
