// SPDX-License-Identifier: Apache-2.0
/*
 * The shapes of tumen.v1 as a page sees them: types only, nothing runs. docs/protocol.md is
 * normative.
 */

/** @typedef {'live' | 'floor' | 'suspended' | 'idle'} ChannelState */
/** @typedef {'high' | 'low'} Rendition */

/**
 * What a listener can choose.
 * @typedef {object} Channel
 * @property {string} id
 * @property {string} lang BCP 47; "" for the floor
 * @property {string} name in its own language and script
 * @property {ChannelState} state
 * @property {number} depth interpretations between floor and listener: 0 floor, 1 direct, 2 or 3 relay
 * @property {number} [delay_ms] as the server reckons it
 * @property {string} [reason] why it is suspended
 */

/**
 * @typedef {object} Stream
 * @property {string} [channel]
 * @property {true} [boothmate] in its place
 * @property {Rendition} rendition
 * @property {number} ssrc
 * @property {number} frame_ms
 */

/**
 * `access` is what a listener needs; older servers do not say it.
 * @typedef {{id: string, title: string, floor_language?: string,
 *     access?: 'open' | 'pin'}} EventInfo
 */

/**
 * @typedef {object} Welcome
 * @property {'welcome'} type
 * @property {string} session
 * @property {number} server_ms
 * @property {EventInfo} event
 * @property {Channel[]} channels
 * @property {Stream[]} [streams]
 * @property {Notice[]} [announcements] that stand, oldest first
 * @property {{ssrc: number, frame_ms: number, bitrate: number}} [uplink]
 */

/** @typedef {{type: 'subscribed', streams: Stream[]}} Subscribed */
/** @typedef {{type: 'state', event?: Partial<EventInfo>, channels?: Channel[]}} StateChange */
/** @typedef {{type: 'pong', t: number, server_ms: number}} Pong */
/** @typedef {{type: 'error', code: string, message: string, re?: string}} Refusal */
/** Of an older server without `id`.
 * @typedef {{id?: number, text: string, server_ms: number, channels?: string[]}} Notice */
/** @typedef {{type: 'announcement'} & Notice} Announcement */
/** @typedef {{type: 'announcement_over', ids: number[]}} AnnouncementOver */
/**
 * @typedef {Welcome | Subscribed | StateChange | Pong | Refusal | Announcement | AnnouncementOver
 *     | import('./staff.js').Console} ServerMessage
 */

/** Close codes a client acts on. */
export const CLOSE_DONE = 1000; // said, rather: for good
export const CLOSE_NOT_ALLOWED = 4003;
export const CLOSE_TAKEN_OVER = 4009;
export const CLOSE_FULL = 4013;
