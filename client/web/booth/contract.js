// SPDX-License-Identifier: Apache-2.0
/*
 * What the booth's page and its sound agree on: types only, nothing runs. The page (booth.html,
 * main.js and what it wires) draws, takes keys and speaks the protocol's control messages; sound.js
 * owns the connection, the microphone, everything that is heard, and the hearing protection. Neither
 * knows more of the other than stands here.
 *
 *   microphone --> capture worklet (encoder) --> Worker --> server
 *   server --> Worker --> listening worklet (incoming + boothmate + own voice --> tone --> protection)
 *           --> headset
 */

/** @typedef {import('../link/orders.js').Guise} Guise */
/** @typedef {import('../link/orders.js').LinkStatus} LinkStatus */
/** @typedef {import('../link/protocol.js').ServerMessage} ServerMessage */

/**
 * How it sounds in the ear. Gains are factors, 0 silent, 1 as it came, up to 4; tones are dB, -12
 * to 12. While a handover is pending the page makes the boothmate louder than the rest here.
 * @typedef {object} Ear
 * @property {number} incoming
 * @property {number} boothmate
 * @property {number} own side tone: one's own voice, straight from the microphone
 * @property {number} bass_db
 * @property {number} treble_db
 * @property {number | null} headset_db_spl what a full-scale sine (0 dBFS peak) makes at the ear,
 *     dB SPL, from the headset's data sheet; null: not known, the protection assumes the usual
 */

/**
 * off; asking: the browser asks the interpreter; running; refused: the microphone was forbidden;
 * missing: no such device; busy: another program has it; insecure: the page is not HTTPS or
 * localhost; failed: anything else, `words` says what the browser said.
 * @typedef {'off' | 'asking' | 'running' | 'refused' | 'missing' | 'busy' | 'insecure'
 *     | 'failed'} MicrophoneState
 */

/**
 * @typedef {object} MicrophoneReport
 * @property {MicrophoneState} state
 * @property {string} words the browser's own, for `failed`; else ''
 * @property {string} device its label, '' while unknown
 * @property {number} rate_hz that it really delivers; 0 while unknown
 * @property {boolean} narrow it delivers telephone sound: 8 or 16 kHz
 * @property {boolean} wireless it looks like a Bluetooth headset: late, and narrow while it speaks
 * @property {boolean} processed the browser did not let its processing be switched off
 * @property {number} peak_dbfs since the last report, -127 for silence
 * @property {number} rms_dbfs
 * @property {number} clipped samples at full scale so far
 */

/**
 * @typedef {object} VoiceReport
 * @property {boolean} playing
 * @property {number} peak_dbfs after its gain
 * @property {number | null} delay_ms from the speaker's mouth to this ear; null while unknown
 * @property {number} buffered_ms
 * @property {number} concealed_ms so far
 */

/**
 * What hearing protection had to do once.
 * @typedef {object} Incident
 * @property {number} wall_ms Date.now() when it began
 * @property {'peak' | 'long' | 'mean'} kind above the ceiling at once; above the lower ceiling for
 *     longer than 100 ms; the one-minute mean too high
 * @property {number} level_db_spl what it would have been, as calibrated
 * @property {number} lasted_ms
 * @property {string} source the channel that was incoming
 */

/**
 * What the page learns 15 times a second while it is looked at, twice a second otherwise.
 * @typedef {object} BoothReport
 * @property {MicrophoneReport} microphone
 * @property {VoiceReport} incoming
 * @property {VoiceReport} boothmate
 * @property {{peak_dbfs: number, mean_db_spl: number | null, too_loud: boolean}} ear after
 *     protection; the mean of the last minute; whether it is over the warning
 * @property {{round_trip_ms: number | null, sent: number, dropped: number}} line
 * @property {boolean} running the engine runs: what the microphone hears can go out
 * @property {boolean} blocked the browser forbids sound until something is tapped
 */

/** @typedef {{id: string, label: string, wireless: boolean}} Device */

/**
 * @typedef {object} BoothSoundSetup
 * @property {Guise} guise
 * @property {(status: LinkStatus) => void} on_status of the connection
 * @property {(message: ServerMessage) => void} on_message every text message of the server but pong
 * @property {(report: BoothReport) => void} on_report
 * @property {(incident: Incident) => void} on_incident when it ended
 * @property {() => void} on_devices devices came or went: ask devices() again
 */

/**
 * sound.js exports `class BoothSound` with this shape; its constructor takes a BoothSoundSetup,
 * connects and joins at once, with `"microphone":"off"`, incoming and boothmate.
 * @typedef {object} BoothSoundShape
 * @property {() => Promise<void>} start call it inside a tap: opens microphone and headset
 * @property {() => void} stop lets both go
 * @property {(on: boolean) => void} send whether sound of the microphone goes out: what `console`
 *     says of the own microphone decides, so that nothing is sent by mistake
 * @property {(ear: Ear) => void} set_ear
 * @property {() => Promise<{inputs: Device[], outputs: Device[]}>} devices
 * @property {(id: string) => Promise<void>} choose_input
 * @property {(id: string) => Promise<void>} choose_output throws where the browser cannot
 * @property {(message: object) => void} say a text message of the protocol
 * @property {() => void} retry connects now
 * @property {() => void} leave ends the visit: no seat is kept
 * @property {(watched: boolean) => void} set_watched
 * @property {() => Incident[]} incidents all so far, also those of earlier visits on this machine
 * @property {(guise: Guise) => void} guise as whom to join from now on; with retry() at once
 */

export {};
