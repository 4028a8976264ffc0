// SPDX-License-Identifier: Apache-2.0
/*
 * What a link's fragment says: `#ko`, `#ko&token=…`, `/booth#booth=ko&name=…&token=…`. Browsers
 * send it to no server. The token leaves the address bar, where it could be read over a shoulder,
 * and lasts as long as the tab.
 */

/** @typedef {{channel: string | null, fields: URLSearchParams, token: string | null}} Fragment */

const TOKEN_KEY = 'tumen.token';

/** @param {string} hash with or without its `#` */
export function read_fragment(hash) {
	const parts = hash.replace(/^#/, '').split('&').filter((part) => part !== '');
	const plain = parts.find((part) => !part.includes('='));
	const fields = new URLSearchParams(parts.filter((part) => part.includes('=')).join('&'));
	return { channel: plain === undefined ? null : decode(plain), fields };
}

/**
 * Reads the page's own fragment, once, and takes the token out of it.
 * @returns {Fragment}
 */
export function take_fragment() {
	const { channel, fields } = read_fragment(location.hash);
	const token = fields.get('token');
	if (token === null)
		return { channel, fields, token: kept_token() };
	if (!keep_token(token))
		return { channel, fields, token }; // no storage: it stays where a reload finds it
	fields.delete('token');
	const rest = [channel === null ? '' : encodeURIComponent(channel), fields.toString()];
	history.replaceState(null, '', `#${rest.filter((part) => part !== '').join('&')}`);
	return { channel, fields, token };
}

function kept_token() {
	try {
		return sessionStorage.getItem(TOKEN_KEY);
	} catch {
		return null;
	}
}

/** As long as the tab lasts. @param {string} token @returns {boolean} whether it could be kept */
export function keep_token(token) {
	try {
		sessionStorage.setItem(TOKEN_KEY, token);
		return true;
	} catch {
		return false;
	}
}

export function forget_token() {
	try {
		sessionStorage.removeItem(TOKEN_KEY);
	} catch {
		// nothing was kept
	}
}

/** @param {string} text */
function decode(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return text; // a stray percent sign is no reason to stop
	}
}
