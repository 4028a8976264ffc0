// SPDX-License-Identifier: Apache-2.0
/*
 * The few things every page of work does to its document: find a part, copy a template, and write
 * only what has changed, so that a screen reader is told once and nothing is laid out in vain.
 */

/** @template {Element} [T=HTMLElement] @param {string} id @returns {T} */
export const part = (id) => /** @type {T} */ (/** @type {unknown} */ (document.getElementById(id)));

/**
 * The element inside another that bears this `data-part`.
 * @template {Element} [T=HTMLElement]
 * @param {Element} inside
 * @param {string} name
 * @returns {T}
 */
export const piece = (inside, name) => /** @type {T} */ (
	inside.matches(`[data-part="${name}"]`) ? inside : inside.querySelector(`[data-part="${name}"]`));

/** A copy of what is in a template. @param {string} id @returns {HTMLElement} */
export function copy_of(id) {
	/** @type {HTMLTemplateElement} */
	const template = part(id);
	return /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
}

/** @param {Element} element @param {string} text */
export function write(element, text) {
	if (element.textContent !== text)
		element.textContent = text;
}

/** @param {Element} element @param {string} name @param {string | null} value null: without it */
export function mark(element, name, value) {
	if (element.getAttribute(name) === value)
		return;
	if (value === null)
		element.removeAttribute(name);
	else
		element.setAttribute(name, value);
}

/** @param {HTMLElement} element @param {boolean} shown */
export function show(element, shown) {
	if (element.hidden === shown)
		element.hidden = !shown;
}

/** Puts another symbol into an `<svg><use>`. @param {Element} svg @param {string} symbol */
export function draw_symbol(svg, symbol) {
	const use = svg.firstElementChild;
	if (use)
		mark(use, 'href', `#symbol-${symbol}`);
}

/**
 * Makes the children of a list be one for each key, in that order; what is there already stays the
 * same element, so that focus and selection survive.
 * @param {Element} list
 * @param {string[]} keys
 * @param {(key: string) => HTMLElement} make
 * @returns {Map<string, HTMLElement>} each key's element
 */
export function keep_list(list, keys, make) {
	/** @type {Map<string, HTMLElement>} */
	const had = new Map();
	for (const child of /** @type {HTMLElement[]} */ ([...list.children]))
		if (child.dataset.key !== undefined)
			had.set(child.dataset.key, child);
	/** @type {Map<string, HTMLElement>} */
	const elements = new Map();
	for (const key of keys) {
		const element = had.get(key) ?? make(key);
		element.dataset.key = key;
		elements.set(key, element);
	}
	for (const [key, element] of had)
		if (!elements.has(key))
			element.remove();
	let at = list.firstElementChild;
	for (const element of elements.values()) {
		if (element === at)
			at = at.nextElementSibling;
		else
			list.insertBefore(element, at);
	}
	return elements;
}
