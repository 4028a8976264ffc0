// SPDX-License-Identifier: Apache-2.0
/*
 * The shapes of tumen.v1 that interpreters, operators and the podium are told: types only, nothing
 * runs. docs/protocol.md is normative; what a page does not use is not here. Levels are dBFS, -127
 * for silence; times are on the server's clock.
 */

/** @typedef {'off' | 'on' | 'cough' | 'suspended' | 'muted'} MicrophoneWord */

/**
 * One place at a booth, or a floor microphone.
 * @typedef {object} Seat
 * @property {number} seat 0 to 63
 * @property {'here' | 'stalled' | 'lost' | 'empty'} state when empty nothing else counts
 * @property {'interpreter' | 'floor'} [role]
 * @property {string} [booth]
 * @property {string} [name]
 * @property {MicrophoneWord} [microphone]
 * @property {boolean} [on_air]
 * @property {number} [turn_ms] on the air since
 * @property {string} [output] a channel's id
 * @property {string} [hears] a channel's id
 * @property {string} [reason] with `suspended`
 * @property {boolean} [slow_down]
 * @property {'none' | 'calling' | 'answered'} [call]
 * @property {boolean} [consents] to being recorded
 */

/** Those that changed. @typedef {{type: 'seats', floor_language_by?: string, seats: Seat[]}} Seats */

/**
 * @typedef {object} HandoverState
 * @property {'none' | 'offered' | 'requested' | 'countdown'} state
 * @property {number} [from] a seat
 * @property {number} [to] a seat
 * @property {number} [until_ms]
 */

/**
 * Where the own console stands; interpreters only.
 * @typedef {object} Console
 * @property {'console'} type
 * @property {number} seat
 * @property {MicrophoneWord} microphone
 * @property {boolean} on_air
 * @property {'a' | 'b' | 'c'} output
 * @property {Partial<Record<'a' | 'b' | 'c', string>>} outputs channels' ids
 * @property {string} [incoming] chosen by hand; left out: the floor key
 * @property {string} floor_key
 * @property {string} hears
 * @property {string[]} offered
 * @property {HandoverState} handover
 */

/** @typedef {{type: 'alert', code: string, seat?: number, message: string}} Alert */

/** @typedef {{role: string, name?: string, seat?: number, booth?: string}} Writer */

/**
 * @typedef {object} Chat
 * @property {'chat'} type
 * @property {Writer} from
 * @property {'booth' | 'booths' | 'operator'} to
 * @property {string} [booth]
 * @property {string} text
 * @property {number} server_ms
 */

/** @typedef {import('./protocol.js').Announcement} Announcement */

/** How many hear each channel, and whether a recording takes it; those that changed.
 * @typedef {{type: 'audience', channels: {id: string, listeners: number,
 *     recorded: boolean}[]}} Audience */

/**
 * @typedef {object} Recording
 * @property {'recording'} type
 * @property {boolean} on
 * @property {number} [since_ms]
 * @property {string} [folder] from here on to operators only
 * @property {string[]} [channels]
 * @property {number} [bytes]
 * @property {number} [lost]
 * @property {number} [free_bytes]
 * @property {string} [error]
 */

/* ---- from here on to operators only ---- */

/** Ten times a second. @typedef {{type: 'levels', seats: {seat: number, peak: number,
 *     rms: number}[], channels: {id: string, peak: number, rms: number}[]}} Levels */

/**
 * @typedef {object} SeatFigures
 * @property {number} seat
 * @property {number} [loudness] LUFS
 * @property {number} [delay_ms]
 * @property {number} [jitter_ms]
 * @property {number} [buffered_ms]
 * @property {number} [packets] so far, as the three below
 * @property {number} [lost]
 * @property {number} [late]
 * @property {number} [concealed_ms]
 */

/** @typedef {{high: number, low: number, player: number}} Listeners */

/**
 * @typedef {object} ChannelFigures
 * @property {string} id
 * @property {number} [loudness] LUFS
 * @property {number} [bitrate] bits per second
 * @property {number} [delay_ms]
 * @property {Listeners} [listeners]
 */

/** Once a second. @typedef {{type: 'figures', server_ms: number, seats: SeatFigures[],
 *     channels: ChannelFigures[], tick?: {longest_us: number, late: number, skipped: number},
 *     listeners: number}} Figures */

/**
 * @typedef {object} FloorSound
 * @property {'floor_sound'} type
 * @property {boolean} known
 * @property {number} [band_hz] where the voice ends
 * @property {boolean} [narrow]
 * @property {boolean} [clipping]
 * @property {'low' | 'right' | 'high'} [level]
 * @property {'low' | 'high'} [noise] left out while the pauses were too short to tell
 */

/**
 * @typedef {object} Alarm
 * @property {number} id
 * @property {string} code
 * @property {string} [channel]
 * @property {number} [seat]
 * @property {number} since_ms
 * @property {number} [until_ms] left out while it stands
 * @property {boolean} seen
 */

/** All that are not over and seen, but for so many older ones.
 * @typedef {{type: 'alarms', alarms: Alarm[], left_out?: number}} Alarms */

/** @typedef {'none' | 'interlock' | 'override'} Interlock */
/** @typedef {'never' | 'language' | 'idle'} PassThrough */

/** The rules as they are now, and the booths; after joining, and when a rule changed.
 * @typedef {{type: 'plan', pivot: string, booths: {id: string, outputs: string[]}[],
 *     channels: {id: string, interlock: Interlock, pass_through: PassThrough}[]}} Plan */

/**
 * @typedef {object} Invitation
 * @property {'invitation'} type
 * @property {string} role
 * @property {string} [booth]
 * @property {string} [token]
 * @property {string} path
 * @property {string} [jti]
 * @property {number} [expires_unix_s]
 * @property {string} [link]
 * @property {string[]} [qr] rows of 0 and 1
 */

/** @typedef {Seats | Console | Alert | Chat | Announcement | Audience | Recording | Levels | Figures
 *     | FloorSound | Alarms | Plan | Invitation} StaffMessage */

export {};
