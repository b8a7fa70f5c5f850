// Who has how much, and what changed hands.

import { ago, clock, count, plural } from './format.js';
import { find, make, setRows, setText, show } from './elements.js';

const states = { live: 'good', expired: 'bad', free: 'warning' };

export function drawOwners({ owners, now }, choose) {
  const section = find('#owners');
  setText(find('.count', section), owners === null ? '' : owners.live === 0 ? 'nobody alive' : `${count(owners.live)} alive${owners.live < 2 ? '' : owners.isEven ? ', evenly spread' : ', unevenly spread'}`);
  const lines = owners?.owners ?? [];
  setRows(find('tbody', section), lines, line => line.owner, line => [
    { label: 'Owner', text: line.owner, wide: true, press: () => choose(line.owner) },
    { label: 'State', text: line.state, state: states[line.state] },
    { label: 'Renewed', text: ago(line.renewedAt, now), number: true },
    { label: 'Count', text: count(line.count), number: true },
    { label: 'Partitions', text: line.partitions, wide: true },
  ]);
  show(find('table', section), lines.length > 0);
  const empty = find('.empty', section);
  show(empty, lines.length === 0 || owners.more > 0);
  setText(empty, lines.length === 0 ? 'Nobody owns a partition.' : `And ${plural(owners.more, 'owner')} more.`);
}

function describe({ kind, from, to, count: number, partitions }) {
  const what = `${number === 1 ? 'partition' : 'partitions'} ${partitions}`;
  switch (kind) {
    case 'claimed': return `${to} claimed ${what}`;
    case 'takenOver': return `${to} took ${what} over from ${from}`;
    case 'restarted': return `${to} started again with ${what}`;
    case 'givenUp': return `${from} gave ${what} up`;
    default: return `${what} rewound${from ? `, taken from ${from}` : ''}`;
  }
}

export function drawTakeovers({ takeovers, now }) {
  const section = find('#takeovers');
  show(find('.empty', section), takeovers.length === 0);
  const list = find('ol', section);
  show(list, takeovers.length > 0);
  list.replaceChildren(...takeovers.map(entry => {
    const time = make('time', `${clock(entry.at)}, ${ago(entry.at, now)}`);
    time.dateTime = entry.at;
    const item = make('li', time);
    item.append(describe(entry));
    return item;
  }));
}
