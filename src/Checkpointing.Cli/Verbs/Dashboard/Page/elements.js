// Puts texts into the page. Names of owners and groups come from the store: they are only ever set as text.

export const find = (selector, within = document) => within.querySelector(selector);

export function make(name, content = '', className = '') {
  const element = document.createElement(name);
  element.append(content);
  if (className) {
    element.className = className;
  }

  return element;
}

export function show(element, isShown) {
  element.hidden = !isShown;
}

export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

// Brings the rows of a table to what they should be. A row that stays is changed in place, so that it keeps the focus.
export function setRows(body, items, key, cells) {
  const present = new Map([...body.rows].map(row => [row.dataset.key, row]));
  const rows = items.map(item => {
    const id = key(item);
    const row = present.get(id) ?? document.createElement('tr');
    row.dataset.key = id;
    setCells(row, cells(item));
    return row;
  });
  if (rows.length !== body.rows.length || rows.some((row, index) => row !== body.rows[index])) {
    body.replaceChildren(...rows);
  }
}

function setCells(row, cells) {
  cells.forEach(({ text, label, number, wide, state, press }, index) => {
    const cell = row.cells[index] ?? row.insertCell();
    cell.dataset.label = label ?? '';
    cell.className = [number ? 'number' : '', wide ? 'wide' : ''].join(' ').trim();
    if (state === undefined && press === undefined) {
      setText(cell, text);
      return;
    }

    let inner = cell.firstElementChild;
    if (inner === null) {
      inner = press === undefined ? make('span') : Object.assign(make('button', '', 'link'), { type: 'button' });
      cell.append(inner);
    }

    setText(inner, text);
    if (press === undefined) {
      inner.className = `state ${state}`;
    } else {
      inner.onclick = press;
    }
  });
}
