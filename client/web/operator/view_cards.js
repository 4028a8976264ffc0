// SPDX-License-Identifier: Apache-2.0
/*
 * The dialog of QR codes: for whom, how long, then a sheet of cards to look at and to print.
 */

import { copy_of, mark, part, piece, show, write } from '../ui/dom.js';
import { TONGUES } from '../ui/language.js';
import { ROLES, asks_for } from './cards.js';
import { channel_name } from './names.js';
import { qr_path } from './qr.js';
import { say } from './words.js';

/** @typedef {import('./cards.js').Card} Card */
/** @typedef {import('./cards.js').Role} Role */
/** @typedef {import('./state.js').State} State */
/** @typedef {import('./words.js').Tongue} Tongue */

const VALID_HOURS = [4, 8, 12, 24, 72];
const USUAL_HOURS = 12;
const HOUR_S = 3600;

export class CardsView {
	/** @param {import('./view.js').Hands} hands */
	constructor(hands) {
		this.hands = hands;
		/** @type {Card[] | null} */
		this.made = null;
		/** @type {Tongue | null} */
		this.tongue = null;
		/** @type {State | null} */
		this.state = null;
		/** @type {HTMLDialogElement} */
		this.dialog = part('cards-dialog');
		/** @type {HTMLSelectElement} */
		this.valid = part('cards-valid');
		this.valid.append(...VALID_HOURS.map((hours) => new Option('', String(hours * HOUR_S), false,
			hours === USUAL_HOURS)));
		part('cards-roles').append(...ROLES.map(role_box));
		part('cards-print').onclick = () => print();
		addEventListener('beforeprint', () => document.body.append(part('cards')));
		addEventListener('afterprint', () => this.dialog.append(part('cards')));
		part('cards-close').onclick = () => this.dialog.close();
		this.dialog.onclose = () => {
			part('cards').replaceChildren(); // they are keys: nothing of them stays
			this.made = null;
			this.hands.forget_cards();
		};
		part('cards-form').onsubmit = (event) => {
			event.preventDefault();
			if (this.state)
				this.hands.make_cards(asks_for(this.roles(), this.state.plan, Number(this.valid.value)));
		};
	}

	open() {
		if (!this.dialog.open)
			this.dialog.showModal();
	}

	/** @returns {Role[]} */
	roles() {
		/** @type {NodeListOf<HTMLInputElement>} */
		const boxes = part('cards-roles').querySelectorAll('input:checked');
		return [...boxes].map(({ value }) => /** @type {Role} */ (value));
	}

	/** @param {State} state @param {Tongue} tongue */
	show(state, tongue) {
		this.state = state;
		if (!this.dialog.open)
			return;
		for (const label of part('cards-roles').children)
			write(/** @type {Element} */ (label.lastElementChild), say(tongue,
				/** @type {import('./words.js').Key} */ (`role_${label.querySelector('input')?.value}`)));
		for (const option of this.valid.options)
			write(option, say(tongue, 'hours', Number(option.value) / HOUR_S));
		const { made, asks, failed } = state.cards;
		/** @type {HTMLButtonElement} */ (part('cards-make')).disabled = asks.length > 0;
		/** @type {HTMLButtonElement} */ (part('cards-print')).disabled = made.length === 0;
		write(part('cards-failed'), failed === null ? '' : say(tongue, 'cards_failed', failed));
		if (this.made !== made || this.tongue !== tongue)
			part('cards').replaceChildren(...made.map((card) => card_element(state, tongue, card)));
		this.made = made;
		this.tongue = tongue;
	}
}

/** @param {Role} role */
function role_box(role) {
	const label = document.createElement('label');
	const box = document.createElement('input');
	label.className = 'tick';
	box.type = 'checkbox';
	box.value = role;
	box.checked = role === 'listener' || role === 'interpreter';
	label.append(box, document.createElement('span'));
	return label;
}

/** @param {State} state @param {Tongue} tongue @param {Card} card */
function card_element(state, tongue, { ask, invitation }) {
	const element = copy_of('card-template');
	element.dataset.role = ask.role;
	const role = say(tongue, /** @type {import('./words.js').Key} */ (`role_${ask.role}`));
	write(piece(element, 'title'), state.title);
	write(piece(element, 'role'), ask.booth === undefined ? role
		: `${role} · ${say(tongue, 'to_booth', ask.booth)} · ${booth_language(state, tongue, ask.booth)}`);
	const code = piece(element, 'code');
	const { path, size } = qr_path(invitation.qr ?? []);
	mark(code, 'viewBox', `0 0 ${size} ${size}`);
	mark(code, 'aria-label', say(tongue, 'card_qr', role));
	const shape = document.createElementNS('http://www.w3.org/2000/svg', 'path');
	shape.setAttribute('d', path);
	code.append(shape);
	show(piece(element, 'say'), ask.role === 'listener');
	piece(element, 'say').replaceChildren(...ask.role === 'listener' ? in_all_tongues() : []);
	write(piece(element, 'link'), ask.role === 'listener' ? readable(invitation) : '');
	write(piece(element, 'until'), until(tongue, invitation));
	return element;
}

function in_all_tongues() {
	return /** @type {Tongue[]} */ (Object.keys(TONGUES)).map((tongue) => {
		const line = document.createElement('span');
		line.lang = tongue;
		line.textContent = say(tongue, 'card_listener');
		return line;
	});
}

/** The language that a booth is named for, in its own script. @param {State} state
 * @param {Tongue} tongue @param {string} booth */
function booth_language({ plan, channels }, tongue, booth) {
	const outputs = plan?.booths.find(({ id }) => id === booth)?.outputs ?? [];
	return outputs.map((id) => channel_name(tongue, channels.find((channel) => channel.id === id) ?? id))
		.join(' / ');
}

/** A link that is short enough to be typed. @param {import('../link/staff.js').Invitation} i */
function readable({ link, token }) {
	return token ? '' : (link ?? '').replace(/#$/, '');
}

/** @param {Tongue} tongue @param {import('../link/staff.js').Invitation} invitation */
function until(tongue, { expires_unix_s, token }) {
	if (!token)
		return say(tongue, 'card_no_token');
	if (!expires_unix_s)
		return '';
	const date = new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle: 'short' }); // 2026-11-24 14:00
	return say(tongue, 'card_until', date.format(expires_unix_s * 1000));
}
