// Asks the dashboard for its state again and again, and shows it. What was read last stays through an outage, with its age.

import { readSession, readState } from './api.js';
import { age, count, milliseconds, plural, wait } from './format.js';
import { find, make, setText, show } from './elements.js';
import { drawOwners, drawTakeovers } from './ownership.js';
import { Partitions } from './partitions.js';
import { Plot } from './plot.js';
import { Rewind } from './rewind.js';

const firstPause = 250;
const leastPause = 1000;
const mostPause = 5000;

const partitions = new Partitions(() => refresh());
const eventsBehind = new Plot(find('#plot-behind'), value => count(value));
const latency = new Plot(find('#plot-latency'), value => `${milliseconds(value)} ms`);

const troubleButton = find('#card-waiting button');
troubleButton.addEventListener('click', () => partitions.showTrouble());

let session = null;
let state = null;
let receivedAt = 0;
let silence = null;
let timer = 0;
let asked = 0;

async function start() {
  try {
    session = await readSession();
    new Rewind(session, () => refresh());
    const [space, hub, ...group] = session.group.split('/');
    setText(find('#group'), `${hub} / ${group.join('/')}`);
    setText(find('#place'), `${space} in ${session.store}`);
    drawTitle(false);
    const mode = find('#mode');
    setText(mode, session.allowsChanges ? 'can rewind' : 'read-only');
    mode.classList.toggle('warning', session.allowsChanges);
    show(mode, true);
    for (const part of ['#plot-behind', '#card-behind', '#card-waiting']) {
      show(find(part), session.hasHub);
    }

    document.body.classList.toggle('no-hub', !session.hasHub);
  } catch (failure) {
    silence = failure.message;
    drawProblems();
    timer = setTimeout(start, mostPause);
    return;
  }

  refresh();
}

async function refresh() {
  clearTimeout(timer);
  const question = ++asked;
  try {
    const answer = await readState(partitions.query());
    if (question !== asked) {
      return;
    }

    state = answer;
    receivedAt = performance.now();
    silence = null;
    draw();
  } catch (failure) {
    if (question !== asked) {
      return;
    }

    silence = failure.message;
    drawProblems();
  }

  const pause = silence === null && state.readAt === null && state.problems.length === 0 ? firstPause : Math.min(Math.max(session.intervalSeconds * 1000, leastPause), mostPause);
  timer = setTimeout(refresh, pause);
}

function draw() {
  drawProblems();
  drawCards();
  eventsBehind.draw(state.eventsBehind, state.now);
  latency.draw(state.storeLatency, state.now);
  partitions.draw(state);
  drawOwners(state, owner => partitions.search(owner));
  drawTakeovers(state);
}

function drawProblems() {
  const problems = [...silence ? [silence] : [], ...state?.problems ?? []];
  const list = find('#problems');
  if (problems.join('\n') !== [...list.children].map(item => item.textContent).join('\n')) {
    list.replaceChildren(...problems.map(problem => make('li', problem)));
  }

  show(list, problems.length > 0);
  drawFreshness();
}

function drawFreshness() {
  const pill = find('#freshness');
  const known = state !== null && state.ageSeconds !== null;
  const seconds = known ? state.ageSeconds + (performance.now() - receivedAt) / 1000 : null;
  const isOld = silence !== null || state?.isOld === true;
  setText(pill, !known ? 'not read yet' : isOld ? `OUTAGE: read ${age(seconds)} ago` : `read ${age(seconds)} ago`);
  pill.className = `pill ${!known ? '' : isOld ? 'bad' : 'good'}`;
  document.body.classList.toggle('old', isOld);
  drawTitle(isOld);
}

// Seen also where the page is a tab among others.
function drawTitle(isOld) {
  if (session !== null) {
    const trouble = state?.partitions.trouble ?? 0;
    document.title = `${isOld ? 'OUTAGE ' : ''}${trouble > 0 ? `(${count(trouble)}!) ` : ''}${session.group.split('/').slice(1).join('/')}`;
  }
}

function drawCard(id, figure, note) {
  const card = find(id);
  setText(find('.figure', card), figure);
  setText(find('.note', card), note);
}

function drawCards() {
  const { lag, owners, latency: answers } = state;
  if (lag !== null) {
    drawCard('#card-behind', count(lag.eventsBehind), lag.partitionsBehind === 0 ? `in none of ${plural(lag.partitions, 'partition')}` : `in ${count(lag.partitionsBehind)} of ${plural(lag.partitions, 'partition')}; ${lag.trend}`);
    const troubles = Object.entries(lag.states).filter(([name]) => name !== 'ok')
      .map(([name, number]) => `${count(number)} ${{ stuck: 'stuck', maybeStuck: 'maybe stuck', noOwner: 'without an owner', noCheckpoint: 'without a checkpoint', lost: 'with lost events', beyond: 'beyond the end', unreadable: 'unreadable' }[name]}`);
    drawCard('#card-waiting', wait(lag.secondsBehind, lag.secondsAreExact), troubles.length > 0 ? '' : 'no partition is in trouble');
    setText(troubleButton, troubles.join(', '));
    show(troubleButton, troubles.length > 0);
  }

  if (owners !== null) {
    const shares = [
      owners.live === 0 ? 'nobody reads this group' : owners.live === 1 ? '' : owners.isEven ? 'evenly spread' : 'unevenly spread',
      owners.partitionsExpired > 0 ? `${plural(owners.partitionsExpired, 'partition')} with an expired one` : '',
      owners.partitionsFree > 0 ? `${plural(owners.partitionsFree, 'partition')} free` : '',
    ];
    drawCard('#card-owners', count(owners.live), shares.filter(share => share).join(', ') || `not renewed for ${age(owners.expirationSeconds)} counts as gone`);
    find('#card-owners .note').className = `note ${owners.live === 0 || owners.partitionsExpired > 0 ? 'bad-text' : owners.partitionsFree > 0 ? 'warning-text' : 'faint'}`;
  }

  if (answers !== null) {
    drawCard('#card-latency', `${milliseconds(answers.lastMilliseconds)} ms`, `median ${milliseconds(answers.medianMilliseconds)}, most ${milliseconds(answers.mostMilliseconds)} ms`);
  }
}

// The token of the address is in a cookie by now, and need not be seen by whoever looks over a shoulder.
if (location.search) {
  history.replaceState(null, '', location.pathname);
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    clearTimeout(timer);
  } else if (session !== null) {
    refresh();
  }
});
setInterval(drawFreshness, 1000);
start();
