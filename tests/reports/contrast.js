// The texts of the page that are hard to read: [text, contrast, size], at most ten.
(() => {
  const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
  const channel = (value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);

  // What lies under a point of an element: the nearest opaque ground, shapes of a drawing included.
  const ground = (element, x, y) => {
    for (const below of document.elementsFromPoint(x, y)) {
      const style = getComputedStyle(below);
      if (below instanceof SVGRectElement) {
        const fill = style.fill === "none" ? [0, 0, 0, 0] : numbers(style.fill);
        if (fill.length < 4 || fill[3] > 0) return fill;
      }
      if (below instanceof HTMLElement) {
        const paper = numbers(style.backgroundColor);
        if (paper.length < 4 || paper[3] > 0) return paper;
      }
    }
    return numbers(getComputedStyle(document.body).backgroundColor);
  };

  const found = [];
  for (const details of document.querySelectorAll("details")) details.open = true;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim()) continue;
    if (element.closest(".vh, .skip, title, desc, style, script")) continue;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    scrollTo({ top: scrollY + range.getBoundingClientRect().top - 300, behavior: "instant" });
    element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const box = range.getClientRects()[0];
    if (!box || box.width === 0) continue;
    const style = getComputedStyle(element);
    const ink = numbers(element instanceof SVGElement ? style.fill : style.color);
    const x = box.left + Math.min(2, box.width / 2);
    const [one, other] = [light(ink), light(ground(element, x, box.top + box.height / 2))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < 4.5 || parseFloat(style.fontSize) < 12) {
      found.push([texts.currentNode.data.trim().slice(0, 40), contrast, style.fontSize]);
    }
  }
  return found.slice(0, 10);
})();
