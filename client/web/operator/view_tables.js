// SPDX-License-Identifier: Apache-2.0
/*
 * The two tables of the desk, booths and channels, and the rules that take the channels' place.
 * Every cell is written only when it has changed; rows stay the same elements, so that focus does.
 *
 * Before: a State. After: the operator; hands are told what was pressed.
 */

import { copy_of, draw_symbol, keep_list, mark, part, piece, show, write } from '../ui/dom.js';
import { say_number } from '../ui/language.js';
import { JITTER_BAD_MS, LOSS_BAD, LOUDNESS_RIGHT, loss_of } from './figures.js';
import { groups_of, incoming_depth, on_air_in } from './house.js';
import { channel_name, channel_sign, depth_words, reason_words, seat_name, seat_sign,
	seat_title } from './names.js';
import { INTERLOCKS, PASS_THROUGHS } from './rules.js';
import { FLOOR } from './state.js';
import { say } from './words.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('./words.js').Tongue} Tongue */
/** @typedef {import('./view.js').Hands} Hands */
/** @typedef {import('./meters.js').Meters} Meters */
/** @typedef {import('../link/protocol.js').Channel} Channel */
/** @typedef {import('../link/staff.js').Seat} Seat */

const MANY_ROWS = 16; // from here on the rows are lower
const NONE = '–';

/** The row that a template's table holds. @param {string} id */
const row_of = (id) => /** @type {HTMLElement} */ (copy_of(id).querySelector('tr'));

/** @param {HTMLElement} row @param {string} name @param {string} text @param {boolean} [bad] */
function figure(row, name, text, bad = false) {
	const cell = piece(row, name);
	write(cell, text);
	cell.classList.toggle('bad', bad);
}

/** @param {HTMLElement} row @param {import('./names.js').Sign} sign @param {string} text */
function sign(row, { symbol, tone }, text) {
	mark(piece(row, 'state'), 'data-tone', tone);
	draw_symbol(piece(row, 'symbol'), symbol);
	write(piece(row, 'word'), text);
}

/** @param {Tongue} tongue @param {number | undefined} value @param {number} [digits] */
const number = (tongue, value, digits = 0) =>
	(value === undefined ? NONE : say_number(tongue, value, digits));

export class BoothsView {
	/** @param {Hands} hands @param {Meters} meters */
	constructor(hands, meters) {
		this.hands = hands;
		this.meters = meters;
	}

	/** @param {State} state @param {Tongue} tongue */
	show(state, tongue) {
		const groups = groups_of(state);
		const keys = groups.flatMap(({ id, seats }) => seats.length > 0
			? seats.map(({ seat }) => String(seat)) : [`empty-${id}`]);
		const rows = keep_list(part('seats'), keys, () => row_of('seat-template'));
		part('seats').classList.toggle('many', keys.length > MANY_ROWS);
		for (const { id, seats } of groups) {
			for (const [at, seat] of seats.entries())
				this.show_seat(rows.get(String(seat.seat)), state, tongue, seat, at === 0);
			if (seats.length === 0)
				show_empty(rows.get(`empty-${id}`), tongue, id);
		}
	}

	/** @param {HTMLElement | undefined} row @param {State} state @param {Tongue} tongue
	 * @param {Seat} seat @param {boolean} first in its booth */
	show_seat(row, state, tongue, seat, first) {
		if (!row)
			return;
		const { meters } = this;
		this.show_person(row, tongue, seat, first);
		const how = seat_sign(seat);
		const reason = how.word === 'mic_suspended' ? reason_words(tongue, seat.reason) : '';
		sign(row, how, say(tongue, how.word) + (reason && ` · ${reason}`));
		const meter = meters.of_seat(seat.seat).element;
		if (meter.parentElement !== piece(row, 'meter'))
			piece(row, 'meter').replaceChildren(meter);
		write(piece(row, 'output'), seat.output ?? NONE);
		write(piece(row, 'hears'), seat.hears === undefined ? NONE
			: seat.hears === FLOOR ? say(tongue, 'hears_floor') : seat.hears);
		const depth = seat.hears === undefined ? null : incoming_depth(state, seat);
		write(piece(row, 'depth'), depth !== null && depth > 0 ? depth_words(tongue, depth) : '');
		this.show_figures(row, state, tongue, seat);
		this.show_mute(row, tongue, seat);
	}

	/** @param {HTMLElement} row @param {Tongue} tongue @param {Seat} seat @param {boolean} first */
	show_person(row, tongue, seat, first) {
		const group = piece(row, 'group');
		write(group, seat.role === 'floor' ? say(tongue, 'floor') : seat.booth ?? '');
		group.classList.toggle('unseen', !first);
		row.classList.toggle('first', first);
		write(piece(row, 'name'), seat_name(tongue, seat));
		mark(piece(row, 'name'), 'title', seat_title(tongue, seat));
		const consent = piece(row, 'consent');
		const refuses = seat.role === 'interpreter' && seat.consents === false;
		mark(consent, 'hidden', refuses ? null : '');
		mark(consent, 'aria-label', say(tongue, 'no_consent'));
	}

	/** @param {HTMLElement} row @param {State} state @param {Tongue} tongue @param {Seat} seat */
	show_figures(row, state, tongue, seat) {
		const figures = state.figures?.seats.find(({ seat: number }) => number === seat.seat);
		const { loudness, delay_ms, jitter_ms } = figures ?? {};
		const [quiet, loud] = LOUDNESS_RIGHT;
		figure(row, 'loudness', number(tongue, loudness, 0),
			loudness !== undefined && (loudness < quiet || loudness > loud));
		figure(row, 'delay', number(tongue, delay_ms));
		figure(row, 'jitter', number(tongue, jitter_ms), (jitter_ms ?? 0) > JITTER_BAD_MS);
		const loss = figures ? loss_of(state.marks.get(seat.seat)) : null;
		figure(row, 'loss', loss === null ? NONE : say_number(tongue, loss, loss < 10 ? 1 : 0),
			(loss ?? 0) > LOSS_BAD);
	}

	/** @param {HTMLElement} row @param {Tongue} tongue @param {Seat} seat */
	show_mute(row, tongue, seat) {
		/** @type {HTMLButtonElement} */
		const button = piece(row, 'mute');
		const muted = seat.microphone === 'muted';
		const who = seat_title(tongue, seat);
		mark(button, 'aria-label', say(tongue, 'mute_this', who));
		mark(button, 'title', say(tongue, muted ? 'unmute_this' : 'mute_this', who));
		mark(button, 'aria-pressed', String(muted));
		draw_symbol(piece(row, 'mute-symbol'), muted ? 'mic' : 'muted');
		button.onclick = () => this.hands.mute(seat.seat, !muted);
	}
}

/** @param {HTMLElement | undefined} row @param {Tongue} tongue @param {string} id */
function show_empty(row, tongue, id) {
	if (!row)
		return;
	row.className = 'seat first empty';
	write(piece(row, 'group'), id === FLOOR ? say(tongue, 'floor') : id);
	write(piece(row, 'name'), say(tongue, id === FLOOR ? 'floor_no_source' : 'nobody_here'));
	mark(piece(row, 'consent'), 'hidden', '');
	mark(piece(row, 'state'), 'hidden', '');
	show(piece(row, 'mute'), false);
}

export class ChannelsView {
	/** @param {Hands} hands @param {Meters} meters */
	constructor(hands, meters) {
		this.hands = hands;
		this.meters = meters;
		this.ruling = false; // the rules are shown in the channels' place
	}

	/** @param {State} state @param {Tongue} tongue */
	show(state, tongue) {
		show(part('channel-table'), !this.ruling);
		show(part('rule-table'), this.ruling && state.plan !== null);
		show(part('rules-unknown'), this.ruling && state.plan === null);
		mark(part('rules-open'), 'aria-pressed', String(this.ruling));
		const rows = keep_list(part('channels'), state.channels.map(({ id }) => id),
			() => row_of('channel-template'));
		part('channels').classList.toggle('many', rows.size > MANY_ROWS);
		for (const channel of state.channels)
			this.show_channel(rows.get(channel.id), state, tongue, channel);
		this.show_rules(state, tongue);
	}

	/** @param {HTMLElement | undefined} row @param {State} state @param {Tongue} tongue
	 * @param {Channel} channel */
	show_channel(row, state, tongue, channel) {
		if (!row)
			return;
		const name = piece(row, 'name');
		write(name, channel_name(tongue, channel));
		mark(name, 'lang', channel.lang || null);
		const recorded = piece(row, 'recorded');
		mark(recorded, 'hidden', state.audience.get(channel.id)?.recorded ? null : '');
		mark(recorded, 'aria-label', say(tongue, 'recorded_now'));
		this.show_state(row, state, tongue, channel);
		const meter = this.meters.of_channel(channel.id).element;
		if (meter.parentElement !== piece(row, 'meter'))
			piece(row, 'meter').replaceChildren(meter);
		const figures = state.figures?.channels.find(({ id }) => id === channel.id);
		figure(row, 'loudness', number(tongue, figures?.loudness));
		figure(row, 'listeners', listeners_text(state, channel.id));
		figure(row, 'bitrate', figures?.bitrate === undefined ? NONE
			: say_number(tongue, figures.bitrate / 1000));
		figure(row, 'delay', number(tongue, figures?.delay_ms ?? channel.delay_ms));
		this.show_hear(row, state, tongue, channel);
	}

	/** @param {HTMLElement} row @param {State} state @param {Tongue} tongue @param {Channel} channel */
	show_state(row, state, tongue, channel) {
		const how = channel_sign(channel);
		const who = on_air_in(state, channel.id).map((seat) => seat_title(tongue, seat)).join(', ');
		const more = channel.state === 'suspended' ? reason_words(tongue, channel.reason)
			: channel.state === 'live' && channel.depth > 1 ? depth_words(tongue, channel.depth) : '';
		sign(row, how, say(tongue, how.word) + (more && ` · ${more}`));
		mark(piece(row, 'state'), 'title', who ? say(tongue, 'on_air_for', who) : null);
	}

	/** @param {HTMLElement} row @param {State} state @param {Tongue} tongue @param {Channel} channel */
	show_hear(row, state, tongue, channel) {
		/** @type {HTMLButtonElement} */
		const button = piece(row, 'hear');
		const hearing = state.hearing === channel.id;
		const name = say(tongue, 'hear_this', channel_name(tongue, channel));
		mark(button, 'aria-label', name);
		mark(button, 'title', hearing ? say(tongue, 'hear_nothing') : name);
		mark(button, 'aria-pressed', String(hearing));
		row.classList.toggle('heard', hearing);
		button.onclick = () => this.hands.hear(hearing ? null : channel.id);
	}

	/** @param {State} state @param {Tongue} tongue */
	show_rules(state, tongue) {
		if (!this.ruling || !state.plan)
			return;
		const rules = state.plan.channels;
		const rows = keep_list(part('rules'), rules.map(({ id }) => id), () => row_of('rule-template'));
		for (const rule of rules) {
			const row = /** @type {HTMLElement} */ (rows.get(rule.id));
			const channel = state.channels.find(({ id }) => id === rule.id) ?? rule.id;
			write(piece(row, 'name'), channel_name(tongue, channel));
			const edit = state.edits[rule.id] ?? {};
			this.show_choice(row, tongue, rule.id, 'interlock', INTERLOCKS,
				edit.interlock ?? rule.interlock, edit.interlock !== undefined);
			this.show_choice(row, tongue, rule.id, 'pass_through', PASS_THROUGHS,
				edit.pass_through ?? rule.pass_through, edit.pass_through !== undefined);
		}
	}

	/**
	 * @param {HTMLElement} row
	 * @param {Tongue} tongue
	 * @param {string} channel
	 * @param {'interlock' | 'pass_through'} field
	 * @param {readonly string[]} words
	 * @param {string} value
	 * @param {boolean} changed
	 */
	show_choice(row, tongue, channel, field, words, value, changed) {
		/** @type {HTMLSelectElement} */
		const list = piece(row, field);
		if (list.options.length === 0)
			list.append(...words.map((word) => new Option('', word)));
		for (const option of list.options)
			write(option, say(tongue, /** @type {import('./words.js').Key} */ (`${field}_${option.value}`)));
		mark(list, 'aria-label', `${say(tongue, field)}: ${channel}`);
		list.classList.toggle('changed', changed);
		if (list.value !== value)
			list.value = value;
		list.onchange = () => this.hands.prepare(channel, { [field]: list.value });
	}
}

/** High, low and players; or only how many, from a server that does not tell them apart.
 * @param {State} state @param {string} id */
function listeners_text({ figures, audience }, id) {
	const split = figures?.channels.find((channel) => channel.id === id)?.listeners;
	if (split)
		return `${split.high} / ${split.low} / ${split.player}`;
	return String(audience.get(id)?.listeners ?? NONE);
}
