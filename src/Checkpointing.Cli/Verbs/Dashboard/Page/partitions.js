// The table of partitions. The dashboard sends one page of it, chosen and ordered there.

import { ago, count, plural, wait } from './format.js';
import { find, setRows, setText, show } from './elements.js';

const words = {
  ok: ['ok', 'good'],
  stuck: ['stuck', 'bad'],
  maybeStuck: ['maybe stuck', 'warning'],
  noOwner: ['no owner', 'bad'],
  noCheckpoint: ['no checkpoint', 'warning'],
  lost: ['events lost', 'bad'],
  beyond: ['beyond the end', 'bad'],
  unreadable: ['unreadable', 'bad'],
};

export class Partitions {
  #section = find('#partitions');
  #form = find('form', this.#section);
  #page = 1;
  #pages = 1;

  constructor(refresh) {
    this.refresh = refresh;
    this.#form.addEventListener('submit', event => event.preventDefault());
    this.#form.addEventListener('input', () => this.#turn(1));
    for (const button of this.#section.querySelectorAll('[data-step]')) {
      button.addEventListener('click', () => this.#turn(this.#page + Number(button.dataset.step)));
    }

    document.addEventListener('keydown', event => {
      if (event.key === '/' && !event.target.matches('input, select, textarea') && !find('dialog[open]')) {
        event.preventDefault();
        this.#form.search.focus();
      }
    });
  }

  query() {
    return { show: this.#form.show.value, search: this.#form.search.value, sort: this.#form.sort.value, page: this.#page };
  }

  search(text) {
    this.#form.search.value = text;
    this.#form.show.value = 'all';
    this.#turn(1);
    this.#section.scrollIntoView();
    this.#form.search.focus({ preventScroll: true });
  }

  // Those that somebody should look at.
  showTrouble() {
    this.#form.search.value = '';
    this.#form.show.value = 'trouble';
    this.#turn(1);
    this.#section.scrollIntoView();
    this.#form.show.focus({ preventScroll: true });
  }

  draw({ partitions, readAt, now }) {
    this.#page = partitions.page;
    this.#pages = partitions.pages;
    const trouble = partitions.trouble > 0 ? `, ${count(partitions.trouble)} in trouble` : '';
    setText(find('.count', this.#section), partitions.total === 0 ? '' : `${count(partitions.total)}${trouble}`);
    setRows(find('tbody', this.#section), partitions.rows, row => row.partition, row => this.#cells(row, now));
    show(find('table', this.#section), partitions.rows.length > 0);
    const empty = find('.empty', this.#section);
    show(empty, partitions.rows.length === 0);
    setText(empty, partitions.total > 0 ? 'None is like that.' : readAt === null ? 'Not read yet.' : 'None is known: the store has no record of this group.');
    const pager = find('.pager', this.#section);
    show(pager, partitions.pages > 1);
    setText(find('[role=status]', pager), `${plural(partitions.matching, 'partition')}, page ${count(partitions.page)} of ${count(partitions.pages)}`);
    // A button that is disabled would lose the focus.
    find('[data-step="-1"]', pager).ariaDisabled = partitions.page === 1;
    find('[data-step="1"]', pager).ariaDisabled = partitions.page === partitions.pages;
  }

  #cells(row, now) {
    const [text, state] = row.state === null ? ['not known', ''] : words[row.state];
    return [
      { label: 'Partition', text: row.partition },
      { label: 'State', text: row.state === 'lost' ? `lost ${count(row.eventsLost)}` : text, state },
      { label: 'Behind', text: count(row.eventsBehind), number: true },
      { label: 'Waiting', text: wait(row.secondsBehind, row.secondsAreExact), number: true },
      { label: 'Checkpoint', text: row.checkpoint === -1 ? 'earliest' : row.checkpoint === null ? '–' : String(row.checkpoint), number: true },
      { label: 'Newest', text: row.lastEvent === null ? '–' : String(row.lastEvent), number: true },
      { label: 'Moved', text: ago(row.checkpointAt, now), number: true, wide: true },
      { label: 'Owner', text: this.#owner(row), wide: true },
    ];
  }

  #owner = row => row.owner === null ? 'nobody'
    : `${row.owner}${row.ownerState === 'expired' ? ' (expired)' : ''}${row.requestedBy ? `, asked for by ${row.requestedBy}` : ''}`;

  #turn(page) {
    this.#page = page === 1 ? 1 : Math.min(Math.max(page, 1), this.#pages);
    this.refresh();
  }
}
