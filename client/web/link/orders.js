// SPDX-License-Identifier: Apache-2.0
/*
 * What the page and the connection's Worker say to each other: types only, nothing runs.
 */

/** @typedef {import('./protocol.js').ServerMessage} ServerMessage */

/**
 * What a voice of the engine plays: a channel by its id; in a console what `console` says that it
 * hears, or what the colleagues in the booth say; null for nothing.
 * @typedef {string | {console: 'incoming' | 'boothmate'} | null} Voice
 */

/** @typedef {{voices: Voice[], rendition: 'high' | 'low', bundle: number}} Wish */

/**
 * As whom to join, in the words of the protocol's `join`. A page that is more than a listener
 * names its role here; `session` need not be given, the Worker remembers it.
 * @typedef {{role: 'listener' | 'interpreter' | 'floor' | 'operator' | 'podium', client: string,
 *     token?: string, booth?: string, name?: string, microphone?: 'on' | 'off',
 *     session?: string}} Guise
 */

/**
 * @typedef {{order: 'open', url: string, guise: Guise, wish: Wish}
 *     | {order: 'guise', guise: Guise}
 *     | {order: 'wish', wish: Wish}
 *     | {order: 'say', message: object}
 *     | {order: 'sound', port: MessagePort}
 *     | {order: 'retry', by_hand: boolean}
 *     | {order: 'leave'}} LinkOrder
 */

/**
 * connecting: the first time, or again after `waiting`; open: joined; waiting: lost, retries by
 * itself; refused, taken: over until the page orders `retry`. What was taken over by another tab
 * is not fetched back by anything but a person's hand: two tabs would fight over it.
 * @typedef {'connecting' | 'open' | 'waiting' | 'full' | 'refused' | 'taken'} LinkStatus
 */

/**
 * @typedef {{report: 'status', status: LinkStatus}
 *     | {report: 'message', message: ServerMessage}
 *     | {report: 'beat', offset_ms: number | null, round_trip_ms: number | null,
 *        stale: number, bytes: number, sent: number, dropped: number}} LinkReport
 *     once a second; stale: packets that came too late to be played; bytes of sound that came;
 *     packets of a microphone that were sent, and dropped since the line could not keep up
 */

export {};
