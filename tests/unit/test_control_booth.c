// SPDX-License-Identifier: Apache-2.0
/* What interpreters and the desk do, as scripts between control's pipes: keys, relays, handovers,
 * lost lines, the operator's keys, words. The scripts' language is in support/control_house.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/control_house.h"

/* clang-format off */

/* Session slots: 0 and 1 the mn booth, 2 the zh booth, 3 the operator, 4 the podium, 5 a listener;
 * seats are 0, 1, 2 in that order. All of them are off the air. */
static const char *const everybody[] = {
	"> 0/0.1 {'type':'join','role':'interpreter','booth':'mn','name':'Bat','microphone':'off'}",
	"> 0/1.1 {'type':'join','role':'interpreter','booth':'mn','name':'Saraa','microphone':'off'}",
	"> 0/2.1 {'type':'join','role':'interpreter','booth':'zh','name':'Li','microphone':'off'}",
	"> 0/3.1 {'type':'join','role':'operator','name':'Desk'}",
	"> 0/4.1 {'type':'join','role':'podium'}",
	"> 0/5.1 {'type':'join','role':'listener','channels':['mn']}", "turn 1000",
	"media OPEN 0.1", "media OPEN 1.1", "media OPEN 2.1", "media ROUTE.",
	"turn 1", "turn 1", "turn 1",
	"< 0 GRANT 0.1*", "< 0 TEXT 0.1*", "< 0 SUBSCRIBE 0.1*", "< 0 GRANT 1.1*", "< 0 TEXT 1.1*",
	"< 0 SUBSCRIBE 1.1*", "< 0 GRANT 2.1*", "< 0 TEXT 2.1*", "< 0 SUBSCRIBE 2.1*",
	"< 0 GRANT 3.1*", "< 0 TEXT 3.1*", "< 0 SUBSCRIBE 3.1*", "< 0 GRANT 4.1*", "< 0 TEXT 4.1*",
	"< 0 SUBSCRIBE 4.1*", "< 0 GRANT 5.1*", "< 0 TEXT 5.1*", "< 0 SUBSCRIBE 5.1*",
	"turn 997", "quiet", NULL,
};

#define TWO_LINES \
	"> 0/0.1 {'type':'chat','to':'booths','text':'x'}", \
	"> 0/0.1 {'type':'chat','to':'booths','text':'x'}", "turn 1", "< 0 BROADCAST a *", "< 0 BROADCAST a *"

static const struct row {
	const char *name;
	enum interlock interlock;
	const char *script[48];
} rows[] = {
	{ "joined off the air, a console knows where it stands", INTERLOCK_NONE, {
		"console 0 {'type':'console','seat':0,'microphone':'off','on_air':false,'output':'a',"
			"'outputs':{'a':'mn','b':'en'},'floor_key':'floor','hears':'floor',"
			"'offered':['floor','zh','ko','ru','en'],'handover':{'state':'none'}}",
		"seats {'type':'seats','seats':[{'seat':0,'state':'here','role':'interpreter',"
			"'booth':'mn','name':'Bat','microphone':'off','on_air':false,'output':'mn',"
			"'hears':'floor','slow_down':false,'call':'none','consents':false},*'seat':2*" } },
	{ "on the air: told at once, with the time it began", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'microphone','on':true}", "turn 5", "media ROUTE mn=1.",
		"< 0 BROADCAST 1f *'mn'*'live'*", "quiet",
		"console 0 *'microphone':'on','on_air':true*",
		"seats {'type':'seats','seats':[{'seat':0,*'microphone':'on','on_air':true,"
			"'turn_ms':2005,*}]}" } },

	/* outputs and relays */
	{ "output B: the turn goes on in the other channel", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1.",
		"> 0/0.1 {'type':'output','output':'b'}", "turn 100", "media ROUTE en=1.",
		"console 0 *'output':'b'*'offered':['floor','zh','ko','mn','ru']*",
		"> 0/0.1 {'type':'output','output':'b'}", "turn 100",
		"> 0/0.1 {'type':'output','output':'c'}", "turn 100",
		"< 0 BROADCAST*'mn'*'live'*", "< 0 BROADCAST*'mn'*'idle'*'en'*'live'*",
		"< 0 TEXT 0.1 {'type':'error','code':'no_output',*'re':'output'}", "quiet" } },
	{ "the floor speaks Chinese: floor keys give the pivot, at once", INTERLOCK_NONE, {
		"> 0/2.1 {'type':'output','output':'b'}", "> 0/2.1 {'type':'microphone','on':true}",
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1 en=4.",
		"< 0 BROADCAST*'mn'*'depth':1*'en'*'depth':1*", "console 0 *'hears':'floor'*",
		"> 0/2.1 {'type':'floor_language','language':'zh'}", "turn 100",
		"< 0 BROADCAST*'event':{'floor_language':'zh'},'channels':[{'id':'mn',*'depth':2}]}",
		"console 0 *'floor_key':'en','hears':'en'*", "console 2 *'floor_key':'floor','hears':'floor'*",
		"seats *'floor_language_by':'Li'*", "media ROUTE mn=1 en=4.", "quiet",
		"> 0/0.1 {'type':'incoming','channel':'floor'}", "turn 100",
		"< 0 BROADCAST*'mn'*'depth':1}]}", "console 0 *'incoming':'floor'*'hears':'floor'*", "quiet",
		"> 0/3.1 {'type':'floor_language'}", "turn 100",
		"< 0 BROADCAST*'floor_language':''*", "seats *'floor_language_by':'Desk'*",
		"media ROUTE mn=1 en=4." } },
	{ "incoming: never the own output, directly or around a circle", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'incoming','channel':'mn'}", "turn 100",
		"< 0 TEXT 0.1 {'type':'error','code':'not_offered',*'re':'incoming'}",
		"> 0/0.1 {'type':'incoming','channel':'xx'}", "turn 100",
		"< 0 TEXT 0.1 {'type':'error','code':'unknown_channel',*", "quiet",
		"> 0/0.1 {'type':'incoming','channel':'zh'}", "> 0/0.1 {'type':'microphone','on':true}",
		"> 0/2.1 {'type':'incoming','channel':'mn'}", "turn 100", "media ROUTE*",
		"< 0 TEXT 2.1 {'type':'error','code':'not_offered',*", "< 0 BROADCAST*", "quiet",
		"console 0 *'incoming':'zh'*'hears':'zh'*", "console 2 *'hears':'floor','offered':['floor','ko','ru','en']*",
		"> 0/0.1 {'type':'incoming'}", "turn 100", "console 0 *'floor_key':'floor','hears':'floor'*" } },
	{ "a console that follows gets what it hears", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'subscribe','channels':['ru'],'incoming':true}", "turn 100",
		"< 0 TEXT 0.1 {'type':'subscribed','streams':[{'channel':'floor',*},{'channel':'ru',*}]}",
		"< 0 SUBSCRIBE 0.1 high 1 floor,ru,.", "quiet",
		"> 0/2.1 {'type':'floor_language','language':'zh'}", "turn 100",
		"< 0 TEXT 0.1 {'type':'subscribed','streams':[{'channel':'ru',*},{'channel':'en',*}]}",
		"< 0 SUBSCRIBE 0.1 high 1 ru,en,.",
		"< 0 BROADCAST*" } },
	{ "a console that wants its boothmates hears them in a stream of its own", INTERLOCK_NONE, {
		"> 0/1.1 {'type':'subscribe','channels':['ru'],'boothmate':true}", "turn 100",
		"< 0 TEXT 1.1 {'type':'subscribed','streams':[{'channel':'ru',*},{'boothmate':true,"
			"'rendition':'high','ssrc':1065,'payload_type':111,'frame_ms':20}]}",
		"< 0 SUBSCRIBE 1.1 high 1 ru,. monitor", "quiet",
		"> 0/5.1 {'type':'subscribe','channels':['ru'],'boothmate':true,'incoming':true}", "turn 100",
		"< 0 TEXT 5.1 {'type':'subscribed','streams':[{'channel':'ru',*}]}", /* not a listener */
		"< 0 SUBSCRIBE 5.1 high 1 ru,.", "quiet" } },
	{ "a second path: the same uplink, and nothing else", INTERLOCK_NONE, {
		"> 0/6.1 {'type':'join','role':'interpreter','booth':'zh','session':'$','path':true}", "turn 5",
		"< 0 TEXT 6.1 {'type':'error','code':'unknown_session',*'re':'join'}",
		"< 0 CLOSE 6.1 4000*", "quiet",
		"> 0/7.1 {'type':'join','role':'interpreter','booth':'ru','name':'Ivan','microphone':'off'}", "turn 5",
		"media OPEN 3.1", "< 0 GRANT 7.1 interpreter microphone 3.1 ssrc 5003",
		"< 0 TEXT 7.1 {'type':'welcome'*", "< 0 SUBSCRIBE 7.1*",
		"> 0/8.1 {'type':'join','role':'interpreter','session':'$','path':true}", "turn 5",
		"< 0 GRANT 8.1 interpreter microphone 3.1 ssrc 5003 path",
		"< 0 TEXT 8.1 {'type':'welcome',*'streams':[],'uplink':{'ssrc':5003,*", "quiet",
		"> 0/8.1 {'type':'microphone','on':true}", "turn 5",
		"< 0 TEXT 8.1 {'type':'error','code':'not_allowed',*'re':'microphone'}", "quiet",
		/* a newer one takes its place; it goes along when the seat changes its line */
		"> 0/9.1 {'type':'join','role':'interpreter','session':'$','path':true}", "turn 5",
		"< 0 CLOSE 8.1 4009*", "< 0 GRANT 9.1 * path", "< 0 TEXT 9.1*", "quiet",
		"> 0/10.1 {'type':'join','role':'interpreter','session':'$'}", "turn 5",
		"< 0 CLOSE 7.1 4009*", "< 0 GRANT 9.1 interpreter microphone 3.1 ssrc 5003 path",
		"< 0 GRANT 10.1 interpreter microphone 3.1 ssrc 5003", "< 0 TEXT 10.1*",
		"< 0 SUBSCRIBE 10.1*", "quiet" } },
	{ "a second path carries its seat when the line is lost: nobody hears a thing", INTERLOCK_NONE, {
		"> 0/7.1 {'type':'join','role':'interpreter','booth':'ru','name':'Ivan'}", "turn 5",
		"media OPEN 3.1", "media ROUTE ru=8.", "< 0 GRANT 7.1*", "< 0 TEXT 7.1*",
		"< 0 SUBSCRIBE 7.1*", "< 0 BROADCAST*'ru'*'live'*",
		"> 0/8.1 {'type':'join','role':'interpreter','session':'$','path':true}", "turn 5",
		"< 0 GRANT 8.1 interpreter microphone 3.1 ssrc 5003 path", "< 0 TEXT 8.1*",
		"packets 3.1 50", "note", "turn 100", "seats *'seat':3,'state':'here'*", "forget",
		"gone 0/7.1", "turn 100", "quiet", "packets 3.1 55", "note", "turn 700", "packets 3.1 90", "note", "turn 700",
		"seats ", "quiet",
		"> 0/9.1 {'type':'join','role':'interpreter','session':'$'}", "turn 5",
		"< 0 GRANT 8.1 interpreter microphone 3.1 ssrc 5003 path",
		"< 0 GRANT 9.1 interpreter microphone 3.1 ssrc 5003", "< 0 TEXT 9.1*", "< 0 SUBSCRIBE 9.1*",
		"turn 5", "console 9 *'microphone':'on','on_air':true*", "quiet",
		/* the second path may go then */
		"forget", "gone 0/8.1", "turn 100", "quiet", "seats " } },
	{ "carried, a seat is lost when the second path goes or brings nothing", INTERLOCK_NONE, {
		"> 0/7.1 {'type':'join','role':'floor','microphone':'off'}", "turn 5",
		"media OPEN 3.1", "< 0 GRANT 7.1*", "< 0 TEXT 7.1*", "< 0 SUBSCRIBE 7.1*",
		"> 0/8.1 {'type':'join','role':'floor','session':'$','path':true}", "turn 5",
		"< 0 GRANT 8.1 floor microphone 3.1 ssrc 5003 path", "< 0 TEXT 8.1*",
		"gone 0/7.1", "turn 100", "quiet", "gone 0/8.1", "turn 100", "media CLOSE 3.1",
		"seats *'seat':3,'state':'lost'*", "quiet",
		"> 0/9.1 {'type':'join','role':'interpreter','booth':'ru'}", "turn 5",
		"media OPEN 4.1", "media ROUTE ru=10.", "< 0 GRANT 9.1*", "< 0 TEXT 9.1*",
		"< 0 SUBSCRIBE 9.1*", "< 0 BROADCAST*",
		"> 0/10.1 {'type':'join','role':'interpreter','session':'$','path':true}", "turn 5",
		"< 0 GRANT 10.1*", "< 0 TEXT 10.1*", "packets 4.1 1", "note", "turn 100",
		"gone 0/9.1", "turn 500", "note", "turn 100", "quiet", "turn 400", "note", "turn 5",
		"media CLOSE 4.1", "media ROUTE.", "< 0 BROADCAST*'ru'*'idle'*",
		"seats *'seat':4,'state':'lost'*", "quiet" } },
	{ "who set the floor language is told, even when it stays the same", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'floor_language','language':'zh'}", "turn 100", "seats *'floor_language_by':'Bat'*",
		"> 0/3.1 {'type':'floor_language','language':'ZH'}", "turn 100", "seats *'floor_language_by':'Desk'*" } },
	{ "who was first once is not first for ever", INTERLOCK_REFUSE, {
		"> 0/0.1 {'type':'output','output':'b'}", "> 0/0.1 {'type':'microphone','on':true}",
		"> 0/0.1 {'type':'microphone','on':false}", "> 0/2.1 {'type':'output','output':'b'}",
		"> 0/2.1 {'type':'microphone','on':true}", "> 0/0.1 {'type':'microphone','on':true}", "turn 100",
		"media ROUTE en=4.", "< 0 TEXT 0.1 {'type':'error','code':'interlock',*'re':'microphone'}" } },
	{ "an output that is another booth's: the old one stays", INTERLOCK_REFUSE, {
		"> 0/2.1 {'type':'output','output':'b'}", "> 0/2.1 {'type':'microphone','on':true}",
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1 en=4.",
		"> 0/0.1 {'type':'output','output':'b'}", "turn 100",
		"< 0 BROADCAST*", "< 0 TEXT 0.1 {'type':'error','code':'interlock',*booth zh has channel en*",
		"quiet", "console 0 *'on_air':true,'output':'a'*" } },

	/* keys */
	{ "cough: unheard, still live", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1.", "< 0 BROADCAST*",
		"> 0/0.1 {'type':'cough','on':true}", "turn 100", "media ROUTE.", "quiet",
		"console 0 *'microphone':'cough','on_air':true*",
		"> 0/0.1 {'type':'cough','on':false}", "turn 100", "media ROUTE mn=1.", "quiet" } },
	{ "cannot interpret: everybody sees why, until the key or a colleague", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1.", "< 0 BROADCAST*",
		"> 0/0.1 {'type':'cannot_interpret','on':true,'reason':'too_fast'}", "turn 100", "media ROUTE.",
		"< 0 BROADCAST 1f *'id':'mn',*'state':'suspended','reason':'too_fast','depth':0}]}", "quiet",
		"seats *'microphone':'suspended','on_air':false,*'reason':'too_fast'*",
		"> 0/0.1 {'type':'cannot_interpret','on':true,'reason':'sound'}", "turn 100",
		"< 0 BROADCAST*'reason':'sound'*",
		"> 0/0.1 {'type':'cannot_interpret','on':false}", "turn 100", "media ROUTE.",
		"< 0 BROADCAST*'mn'*'idle'*", "console 0 *'microphone':'off'*",
		"> 0/0.1 {'type':'cannot_interpret','on':true}", "turn 100", "media ROUTE.",
		"< 0 BROADCAST*'mn'*'suspended'*",
		"> 0/1.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=2.",
		"< 0 BROADCAST*'mn'*'live'*", "turn 100", "console 0 *'microphone':'off'*",
		"> 0/1.1 {'type':'microphone','on':false}", "turn 100", "media ROUTE.",
		"< 0 BROADCAST*'mn'*'idle'*" } },
	{ "slow down: the lamp burns until it is seen, or 15 s", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'slow_down','on':true}", "turn 100", "seats *'slow_down':true*",
		"> 0/4.1 {'type':'seen'}", "turn 100", "seats *'slow_down':false*",
		"< 0 TEXT 0.1 {'type':'alert','code':'seen',*",
		"> 0/0.1 {'type':'slow_down','on':true}", "turn 100", "turn 14999", "seats *'slow_down':true*",
		"turn 1", "turn 100", "seats *'slow_down':false*",
		"> 0/0.1 {'type':'slow_down','on':true}", "turn 100",
		"> 0/0.1 {'type':'slow_down','on':false}", "turn 100", "seats *'slow_down':false*", "quiet" } },
	{ "calling the operator, and consent", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'call_operator','on':true}", "turn 100", "quiet", "seats *'call':'calling'*",
		"> 0/3.1 {'type':'answer','seat':0}", "turn 100", "seats *'call':'answered'*",
		"< 0 TEXT 0.1 {'type':'alert','code':'answered',*",
		"> 0/3.1 {'type':'answer','seat':0}", "turn 100", "quiet",
		"> 0/0.1 {'type':'call_operator','on':false}", "> 0/0.1 {'type':'consent','recording':true}",
		"turn 100", "quiet", "seats *'seat':0,*'call':'none','consents':true}]*",
		"> 0/3.1 {'type':'answer','seat':9}", "turn 100",
		"< 0 TEXT 3.1 {'type':'error','code':'unknown_seat',*'re':'answer'}" } },

	/* handover */
	{ "offer, accept, countdown: both switch in one route", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1.", "< 0 BROADCAST*",
		"> 0/0.1 {'type':'output','output':'b'}", "turn 100", "media ROUTE en=1.", "< 0 BROADCAST*",
		"> 0/0.1 {'type':'handover','step':'offer'}", "turn 100", "quiet",
		"console 0 *'handover':{'state':'offered','from':0,'until_ms':62300}}",
		"console 1 *'handover':{'state':'offered','from':0,'until_ms':62300}}",
		"console 2 *'handover':{'state':'none'}}",
		"> 0/1.1 {'type':'handover','step':'accept'}", "turn 100", "quiet",
		"console 0 *'handover':{'state':'countdown','from':0,'to':1,'until_ms':5400}}",
		"turn 2999", "quiet", "turn 1", "media ROUTE en=2.", "quiet",
		"console 0 *'microphone':'off','on_air':false*'handover':{'state':'none'}}",
		"console 1 *'microphone':'on','on_air':true,'output':'b'*" } },
	{ "request, accept, and now", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1.", "< 0 BROADCAST*",
		"> 0/1.1 {'type':'handover','step':'request'}", "turn 100",
		"console 0 *'handover':{'state':'requested','from':0,'to':1,*",
		"> 0/1.1 {'type':'handover','step':'accept'}", "turn 100", /* not the own request */
		"< 0 TEXT 1.1 {'type':'error','code':'handover',*'re':'handover'}",
		"> 0/0.1 {'type':'handover','step':'accept'}", "turn 100", "quiet",
		"> 0/0.1 {'type':'handover','step':'accept'}", "turn 1", "media ROUTE mn=2.", "quiet" } },
	{ "taken without asking: who had the air is told", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1.", "< 0 BROADCAST*",
		"> 0/0.1 {'type':'handover','step':'take'}", "turn 100",
		"< 0 TEXT 0.1 {'type':'error','code':'handover',*",
		"> 0/1.1 {'type':'handover','step':'take'}", "turn 100", "media ROUTE mn=2.",
		"< 0 TEXT 0.1 {'type':'alert','code':'taken','seat':1,*", "quiet" } },
	{ "an offer that nobody takes expires after 60 s", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1.", "< 0 BROADCAST*",
		"> 0/0.1 {'type':'handover','step':'offer'}", "turn 100", "turn 59999",
		"console 1 *'handover':{'state':'offered',*", "turn 1", "console 1 *'handover':{'state':'none'}}",
		"> 0/1.1 {'type':'handover','step':'accept'}", "turn 1", "< 0 TEXT 1.1 *'code':'handover'*", "quiet" } },
	{ "cancelled while it counts down", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1.", "< 0 BROADCAST*",
		"> 0/0.1 {'type':'handover','step':'offer'}", "> 0/1.1 {'type':'handover','step':'accept'}", "turn 1000",
		"> 0/1.1 {'type':'handover','step':'cancel'}", "turn 1", "turn 5000", "quiet",
		"console 0 *'on_air':true*'handover':{'state':'none'}}" } },
	{ "agreed, and the line breaks: no gap", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1.", "< 0 BROADCAST*",
		"> 0/0.1 {'type':'handover','step':'offer'}", "> 0/1.1 {'type':'handover','step':'accept'}", "turn 1000",
		"gone 0/0.1", "turn 1", "media CLOSE 0.1", "media ROUTE mn=2.",
		"< 0 TEXT 1.1 {'type':'alert','code':'colleague_lost','seat':0,*", "quiet" } },
	{ "offered, and the key comes first: nothing is agreed any more", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1.", "< 0 BROADCAST*",
		"> 0/0.1 {'type':'handover','step':'offer'}", "turn 1",
		"> 0/0.1 {'type':'microphone','on':false}", "turn 100", "media ROUTE.", "< 0 BROADCAST*",
		"console 1 *'handover':{'state':'none'}}" } },
	{ "nobody on the air: nobody to ask, but free to take", INTERLOCK_NONE, {
		"> 0/1.1 {'type':'handover','step':'request'}", "turn 1", "< 0 TEXT 1.1 *'code':'handover'*",
		"> 0/1.1 {'type':'handover','step':'offer'}", "turn 1", "< 0 TEXT 1.1 *'code':'handover'*",
		"> 0/1.1 {'type':'handover','step':'take'}", "turn 1", "media ROUTE mn=2." } },
	{ "who asked comes on by the own key: nothing is asked any more", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1.", "< 0 BROADCAST*",
		"> 0/1.1 {'type':'handover','step':'request'}", "turn 1", "console 0 *'state':'requested'*",
		"> 0/1.1 {'type':'microphone','on':true}", "turn 1", "media ROUTE mn=3.",
		"console 0 *'handover':{'state':'none'}}" } },
	{ "who is to get the air is lost in the countdown: the other goes on", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1.", "< 0 BROADCAST*",
		"> 0/0.1 {'type':'handover','step':'offer'}", "> 0/1.1 {'type':'handover','step':'accept'}", "turn 1",
		"gone 0/1.1", "turn 1", "media CLOSE 1.1", "turn 5000", "quiet",
		"console 0 *'on_air':true*'handover':{'state':'none'}}" } },

	/* lines */
	{ "who was off the air rings nobody", INTERLOCK_NONE, {
		"gone 0/0.1", "turn 100", "media CLOSE 0.1", "quiet", "seats *'seat':0,'state':'lost'*" } },
	{ "who says good-bye leaves no seat behind", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1.", "< 0 BROADCAST*",
		"done 0/0.1", "turn 100", "media CLOSE 0.1", "media ROUTE.",
		"< 0 TEXT 1.1 {'type':'alert','code':'colleague_lost','seat':0,*", "< 0 BROADCAST*'mn'*'idle'*",
		"seats *'seat':0,'state':'lost',*", "turn 1100", "turn 100",
		"seats *'seats':[{'seat':0,'state':'empty'}]}", "quiet" } },
	{ "who switches off and leaves rings nobody", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1.", "< 0 BROADCAST*",
		"> 0/0.1 {'type':'microphone','on':false}", "done 0/0.1", "turn 100", "media CLOSE 0.1", "media ROUTE.",
		"< 0 BROADCAST*'mn'*'idle'*", "quiet" } },
	{ "a colleague who was on before the stall is no replacement", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'microphone','on':true}", "> 0/1.1 {'type':'microphone','on':true}",
		"turn 100", "media ROUTE mn=3.", "< 0 BROADCAST*",
		"packets 0.1 5", "note", "turn 1", "note", "turn 800", "media ROUTE mn=2.", "< 0 TEXT 1.1*",
		"packets 0.1 6", "note", "turn 100", "media ROUTE mn=3.", "console 0 *'on_air':true*" } },
	{ "a live line breaks: the colleague rings, and the seat comes back live", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1.", "< 0 BROADCAST*",
		"gone 0/0.1", "turn 100", "media CLOSE 0.1", "media ROUTE.",
		"< 0 TEXT 1.1 {'type':'alert','code':'colleague_lost','seat':0,*", "< 0 BROADCAST*'mn'*'idle'*",
		"seats *'seat':0,'state':'lost',*'on_air':false*", "quiet" } },
	{ "a line that brings nothing for 800 ms is as good as lost", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1.", "< 0 BROADCAST*",
		"packets 0.1 5", "note", "turn 100", "packets 0.1 9", "note", "turn 100",
		"note", "turn 799", "quiet", "note", "turn 1", "media ROUTE.",
		"< 0 TEXT 1.1 {'type':'alert','code':'colleague_lost','seat':0,*", "< 0 BROADCAST*'idle'*",
		"seats *'state':'stalled',*", "quiet",
		"console 0 *'on_air':false*'hears':'floor','offered':['floor','zh','ko','ru','en']*",
		"packets 0.1 10", "note", "turn 100", "media ROUTE mn=1.", "< 0 BROADCAST*'live'*",
		"seats *'seat':0,'state':'here',*'on_air':true*", "quiet" } },
	{ "a seat comes back as it was, but on the air only once sound comes", INTERLOCK_NONE, {
		"> 0/6.1 {'type':'join','role':'interpreter','booth':'ko'}", "turn 100", "media OPEN 3.1", "media ROUTE ko=8.",
		"< 0 GRANT 6.1*", "< 0 TEXT 6.1*", "< 0 SUBSCRIBE*", "< 0 BROADCAST*'live'*",
		"gone 0/6.1", "turn 100", "media CLOSE 3.1", "media ROUTE.", "< 0 BROADCAST*'idle'*",
		"> 0/6.2 {'type':'join','role':'interpreter','session':'$'}", "turn 100", "media OPEN 3.2",
		"< 0 GRANT 6.2*", "< 0 TEXT 6.2*", "< 0 SUBSCRIBE*", "quiet",
		"seats *'seat':3,'state':'stalled',*'on_air':false*",
		"packets 3.2 1", "note", "turn 100", "media ROUTE ko=8.", "< 0 BROADCAST*'live'*",
		"seats *'seat':3,'state':'here',*'on_air':true*" } },
	{ "who switches off while stalled is away no more", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1.", "< 0 BROADCAST*",
		"packets 0.1 5", "note", "turn 1", "note", "turn 800", "media ROUTE.", "< 0 TEXT 1.1*", "< 0 BROADCAST*",
		"> 0/0.1 {'type':'cough','on':true}", "note", "turn 100", "seats *'seat':0,'state':'stalled',*",
		"> 0/0.1 {'type':'microphone','on':false}", "note", "turn 100", "seats *'seat':0,'state':'here',*" } },
	{ "and comes back off the air when a colleague has stepped in", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1.", "< 0 BROADCAST*",
		"packets 0.1 5", "note", "turn 1", "note", "turn 800", "media ROUTE.", "< 0 TEXT 1.1*", "< 0 BROADCAST*",
		"> 0/1.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=2.", "< 0 BROADCAST*",
		"packets 0.1 6", "note", "turn 100", "quiet", "console 0 *'microphone':'off'*" } },
	{ "the first packet may take 3 s", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1.", "< 0 BROADCAST*",
		"packets 0.1 0", "note", "turn 2999", "quiet", "note", "turn 1", "media ROUTE.",
		"< 0 TEXT 1.1 {'type':'alert','code':'colleague_lost',*", "< 0 BROADCAST*'idle'*" } },
	{ "a microphone that is off or coughing may be silent", INTERLOCK_NONE, {
		"packets 0.1 5", "note", "turn 1", "note", "turn 5000", "quiet", "seats *'state':'here'*",
		"> 0/0.1 {'type':'microphone','on':true}", "turn 1", "media ROUTE mn=1.", "< 0 BROADCAST*",
		"> 0/0.1 {'type':'cough','on':true}", "turn 1", "media ROUTE.", "note", "turn 5000", "quiet",
		"> 0/0.1 {'type':'cough','on':false}", "turn 1", "media ROUTE mn=1.", "note", "turn 700", "quiet" } },

	/* the desk */
	{ "muted by the operator, and free again", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1.", "< 0 BROADCAST*",
		"> 0/3.1 {'type':'mute','seat':0,'on':true}", "turn 100", "media ROUTE.",
		"< 0 TEXT 0.1 {'type':'alert','code':'muted',*", "< 0 BROADCAST*",
		"> 0/0.1 {'type':'microphone','on':true}", "> 0/0.1 {'type':'handover','step':'take'}",
		"> 0/0.1 {'type':'cannot_interpret','on':true}", "turn 100",
		"< 0 TEXT 0.1 *'code':'muted',*'re':'microphone'}", "< 0 TEXT 0.1 *'code':'muted',*'re':'handover'}",
		"< 0 TEXT 0.1 *'code':'muted',*'re':'cannot_interpret'}", "quiet", "console 0 *'microphone':'muted'*",
		"> 0/3.1 {'type':'mute','seat':0,'on':false}", "turn 100", "< 0 TEXT 0.1 *'code':'unmuted'*",
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100", "media ROUTE mn=1.", "< 0 BROADCAST*" } },
	{ "rules change all at once or not at all", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'output','output':'b'}", "> 0/0.1 {'type':'microphone','on':true}",
		"> 0/2.1 {'type':'output','output':'b'}", "> 0/2.1 {'type':'microphone','on':true}",
		"turn 100", "media ROUTE en=5.", "< 0 BROADCAST*",
		"> 0/3.1 {'type':'rules','channels':[{'id':'en','interlock':'interlock'},{'id':'xx'}]}", "turn 100",
		"< 0 TEXT 3.1 {'type':'error','code':'unknown_channel',*channels[1]*'re':'rules'}", "quiet",
		"plan {'type':'plan','pivot':'en','booths':[{'id':'zh','outputs':['zh','en']},*],'channels':["
			"{'id':'zh','interlock':'none','pass_through':'idle'},*{'id':'en','interlock':'none',"
			"'pass_through':'idle'}]}",
		"> 0/3.1 {'type':'rules','channels':[{'id':'en','interlock':'interlock','pass_through':'never'}]}",
		"turn 100", "media ROUTE en=1.", "< 0 TEXT 2.1 {'type':'alert','code':'interlock',*booth mn has channel en*",
		"quiet", "console 2 *'microphone':'off'*",
		"plan *{'id':'en','interlock':'interlock','pass_through':'never'}]}" } },
	{ "announcements reach everybody", INTERLOCK_NONE, {
		"> 0/3.1 {'type':'announce','text':'Lunch at one','channels':['mn','ko']}", "turn 100",
		"< 0 BROADCAST 1f {'type':'announcement','id':1,'channels':['ko','mn'],'text':'Lunch at one','server_ms':2100}",
		"> 0/3.1 {'type':'announce','text':'x','channels':['xx']}", "turn 100",
		"< 0 TEXT 3.1 {'type':'error','code':'unknown_channel'*", "quiet" } },
	{ "an announcement stands for who comes later, until it is over", INTERLOCK_NONE, {
		"> 0/3.1 {'type':'announce','text':'Lunch at one'}", "turn 100", "< 0 BROADCAST*",
		"> 0/3.1 {'type':'announce','text':'Hall 2','channels':['mn']}", "turn 100", "< 0 BROADCAST*",
		"> 0/9.1 {'type':'join','role':'listener'}", "turn 100", "< 0 GRANT 9.1 listener",
		"< 0 TEXT 9.1 {'type':'welcome',*'announcements':[{'id':1,'text':'Lunch at one','server_ms':2100},"
			"{'id':2,'channels':['mn'],'text':'Hall 2','server_ms':2200}]}", "< 0 SUBSCRIBE*",
		"> 0/3.1 {'type':'announce','text':'Hall 3','channels':['ko','mn']}", "turn 100",
		"< 0 BROADCAST 1f {'type':'announcement','id':3,*", "< 0 BROADCAST 1f {'type':'announcement_over','ids':[2]}",
		"> 0/3.1 {'type':'announce_over','id':1}", "turn 100", "< 0 BROADCAST 1f {'type':'announcement_over','ids':[1]}",
		"> 0/3.1 {'type':'announce_over','id':1}", "turn 100", "quiet", /* the other operator's */
		"> 0/3.1 {'type':'announce_over','id':4}", "turn 100",
		"< 0 TEXT 3.1 {'type':'error','code':'unknown_announcement',*'re':'announce_over'}",
		"> 0/10.1 {'type':'join','role':'podium'}", "turn 100", "< 0 GRANT 10.1 podium",
		"< 0 TEXT 10.1 {'type':'welcome',*'announcements':[{'id':3,'channels':['ko','mn'],*}]}", "< 0 SUBSCRIBE*", "turn 1000",
		"> 0/3.1 {'type':'announce_over'}", "turn 100", "< 0 BROADCAST 1f {'type':'announcement_over','ids':[3]}",
		"> 0/11.1 {'type':'join','role':'listener'}", "turn 100", "< 0 GRANT 11.1 listener",
		"< 0 TEXT 11.1 {'type':'welcome',*'streams':[]}", "< 0 SUBSCRIBE*", "quiet" } },
	{ "chat with the own booth, another, all of them, the operator", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'chat','to':'booth','text':'water?'}", "turn 100",
		"< 0 TEXT 0.1 {'type':'chat','from':{'seat':0,'role':'interpreter','name':'Bat','booth':'mn'},"
			"'to':'booth','booth':'mn','text':'water?','server_ms':2100}",
		"< 0 TEXT 1.1 {'type':'chat',*", "quiet",
		"> 0/0.1 {'type':'chat','to':'booth','booth':'zh','text':'slower'}", "turn 100",
		"< 0 TEXT 2.1 {'type':'chat',*'booth':'zh'*", "< 0 TEXT 0.1 {'type':'chat',*", "quiet",
		"> 0/0.1 {'type':'chat','to':'booths','text':'hello'}", "turn 100",
		"< 0 BROADCAST a {'type':'chat',*'to':'booths','text':'hello'*",  "quiet",
		"> 0/0.1 {'type':'chat','to':'operator','text':'help'}", "turn 100",
		"< 0 TEXT 0.1 {'type':'chat',*", "< 0 BROADCAST 8 {'type':'chat',*'to':'operator'*",
		"> 0/3.1 {'type':'chat','to':'booth','booth':'mn','text':'coming'}", "turn 100",
		"< 0 TEXT 0.1 {'type':'chat','from':{'role':'operator','name':'Desk'},*", "< 0 TEXT 1.1*", "< 0 TEXT 3.1*",
		"> 0/3.1 {'type':'chat','to':'booth','text':'x'}", "> 0/3.1 {'type':'chat','to':'operator','text':'y'}", "turn 1",
		"< 0 TEXT 3.1 {'type':'error','code':'unknown_booth'*", "< 0 BROADCAST 8*",  "quiet" } },
	{ "more words than can be read: the eleventh at once has to wait", INTERLOCK_NONE, {
		TWO_LINES, TWO_LINES, TWO_LINES, TWO_LINES, TWO_LINES,
		"> 0/0.1 {'type':'chat','to':'booths','text':'y'}", "turn 1",
		"< 0 TEXT 0.1 {'type':'error','code':'busy',*'re':'chat'}", "quiet",
		"> 0/2.1 {'type':'chat','to':'booths','text':'another'}", "turn 1", "< 0 BROADCAST a *'another'*",
		"turn 500", "> 0/0.1 {'type':'chat','to':'booths','text':'z'}", "turn 1",
		"< 0 BROADCAST a *'z'*", "quiet" } },
	{ "the wrong role", INTERLOCK_NONE, {
		"> 0/5.1 {'type':'cough','on':true}", "> 0/0.1 {'type':'mute','seat':1,'on':true}",
		"> 0/4.1 {'type':'floor_language','language':'mn'}", "turn 100",
		"< 0 TEXT 5.1 {'type':'error','code':'not_allowed',*'re':'cough'}",
		"< 0 TEXT 0.1 {'type':'error','code':'not_allowed',*'re':'mute'}",
		"< 0 TEXT 4.1 {'type':'error','code':'not_allowed',*'re':'floor_language'}", "quiet",
		"> 0/0.1 {'type':'floor_language','language':'fr'}", "> 0/0.1 {'type':'floor_language','language':'floor'}", "turn 1",
		"< 0 TEXT 0.1 *'unknown_language'*", "< 0 TEXT 0.1 *'unknown_language'*", "quiet" } },
};
/* clang-format on */

static void every_script(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		print_message("  %s\n", rows[i].name);
		struct house *h = house_build_one_loop(rows[i].interlock, NULL);
		house_play(h, everybody);
		house_play(h, rows[i].script);
		house_tear_down(h);
	}
}

/* Nothing is told twice, and the staff no more often than ten times a second. */
static void little_is_said(void **state)
{
	(void)state;
	/* clang-format off */
	static const char *const lamp[] = {
		"> 0/0.1 {'type':'slow_down','on':true}", "turn 100", "quiet", NULL };
	static const char *const keys[] = {
		"turn 100", "> 0/1.1 {'type':'slow_down','on':true}", "turn 50",
		"> 0/2.1 {'type':'slow_down','on':true}", "turn 99", "quiet", NULL };
	/* clang-format on */
	struct house *h = house_build_one_loop(INTERLOCK_NONE, NULL);
	house_play(h, everybody);
	uint32_t consoles = h->console_texts, seats = h->kept_texts[HOUSE_SEATS];
	house_play(h, lamp);
	assert_int_equal(h->console_texts, consoles);
	assert_int_equal(h->kept_texts[HOUSE_SEATS], seats + 1);
	house_play(h, keys); /* the first at once, the second when it is time */
	assert_int_equal(h->kept_texts[HOUSE_SEATS], seats + 2);
	house_obey(h, "turn 1");
	assert_int_equal(h->kept_texts[HOUSE_SEATS], seats + 3);
	house_obey(h, "turn 1000");
	assert_int_equal(h->kept_texts[HOUSE_SEATS], seats + 3);
	house_tear_down(h);
}

/* ---- the book ---- */

/* What stands in the audit log, without the times. */
static void read_book(const char *path, char *text, size_t capacity)
{
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	char line[500];
	size_t used = 0;
	while (fgets(line, sizeof line, f)) {
		char *event = strstr(line, "\"event\"");
		assert_non_null(event);
		used += (size_t)snprintf(text + used, capacity - used, "%s", event);
	}
	fclose(f);
	for (char *p = text; *p; p++)
		*p = *p == '"' ? '\'' : *p;
}

static void the_book_says_who_was_on_the_air(void **state)
{
	(void)state;
	/* clang-format off */
	static const char *const script[] = {
		"> 0/0.1 {'type':'microphone','on':true}", "turn 100",
		"> 0/0.1 {'type':'output','output':'b'}", "turn 1500",
		"> 0/1.1 {'type':'handover','step':'take'}", "turn 1000",
		"> 0/3.1 {'type':'floor_language','language':'mn'}", "turn 100",
		"> 0/3.1 {'type':'mute','seat':1,'on':true}", "turn 100",
		"gone 0/1.1", "turn 100",
		"> 0/2.1 {'type':'microphone','on':true}", "turn 100", "turn 100", NULL,
	};
	static const char want[] =
		"'event':'on_air','seat':0,'booth':'mn','name':'Bat','channel':'mn'}\n"
		"'event':'off_air','seat':0,'booth':'mn','name':'Bat','channel':'mn','from':'*','ms':1500}\n"
		"'event':'on_air','seat':0,'booth':'mn','name':'Bat','channel':'en'}\n"
		"'event':'handover','seat':1,'booth':'mn','name':'Saraa','from_seat':0,'forced':true}\n"
		"'event':'off_air','seat':0,'booth':'mn','name':'Bat','channel':'en','from':'*','ms':1000}\n"
		"'event':'on_air','seat':1,'booth':'mn','name':'Saraa','channel':'en'}\n"
		"'event':'floor_language','name':'Desk','role':'operator','language':'mn'}\n"
		"'event':'mute','name':'Desk','role':'operator','seat':1}\n"
		"'event':'off_air','seat':1,*'channel':'en','from':'*','ms':200}\n"
		"'event':'seat_lost','seat':1,'booth':'mn','name':'Saraa'}\n"
		"'event':'on_air','seat':2,'booth':'zh','name':'Li','channel':'zh'}\n"
		"'event':'off_air','seat':2,*,'ms':100}\n"
		"'event':'closed','id':'tumen',*}\n";
	/* clang-format on */
	static char book[8000];
	char path[] = "/tmp/book-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	struct house *h = house_build_one_loop(INTERLOCK_NONE, path);
	house_play(h, everybody);
	read_book(path, book, sizeof book);
	size_t joined = strlen(book);
	assert_non_null(strstr(book, "'event':'joined','seat':0,'booth':'mn','name':'Bat',"
				     "'role':'interpreter','address':'192.0.2.7'"));
	assert_null(strstr(book, "listener"));
	assert_int_equal(strncmp(book, "'event':'opened','id':'tumen'", 29), 0);
	house_play(h, script);
	house_tear_down(h);
	read_book(path, book, sizeof book);
	unlink(path);
	if (!house_matches(want, book + joined))
		fail_msg("%s", book + joined);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_script),
		cmocka_unit_test(little_is_said),
		cmocka_unit_test(the_book_says_who_was_on_the_air),
	};
	return cmocka_run_group_tests_name("control in the booth", tests, NULL, NULL);
}
