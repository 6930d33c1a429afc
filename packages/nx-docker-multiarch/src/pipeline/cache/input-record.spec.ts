import { diffRecords, formatRecord, parseRecord } from './input-record.js';

describe('diffRecords', () => {
  it('names what is new, gone and other, by subject and name', () => {
    const before = { file: { a: '1', b: '1', c: '1' } };
    const after = { file: { a: '1', b: '2', d: '1' }, label: { x: '1' } };
    expect(diffRecords(before, after)).toEqual([
      { subject: 'file', name: 'b', before: '1', after: '2' },
      { subject: 'file', name: 'c', before: '1', after: undefined },
      { subject: 'file', name: 'd', before: undefined, after: '1' },
      { subject: 'label', name: 'x', before: undefined, after: '1' },
    ]);
  });

  it.each(['constructor', '__proto__', 'toString'])('takes a file called %s for a file', (name) => {
    const after = parseRecord(Buffer.from(`{"file":{"${name}":"1"}}`)) ?? {};
    expect(diffRecords({ file: {} }, after)).toEqual([
      { subject: 'file', name, before: undefined, after: '1' },
    ]);
    expect(diffRecords(after, after)).toEqual([]);
  });
});

describe('parseRecord', () => {
  it('reads what was written', () => {
    const record = { file: { a: '1' }, 'base image': {} };
    expect(parseRecord(formatRecord(record) as Uint8Array)).toEqual(record);
  });

  it.each(['', 'null', '[]', '{"file":[]}', '{"file":{"a":1}}', '{"file":null}'])('refuses %s', (text) => {
    expect(parseRecord(Buffer.from(text))).toBeUndefined();
  });

  it('leaves out what nobody would read', () => {
    expect(formatRecord({ file: { a: 'x'.repeat(5_000_000) } })).toBeUndefined();
  });
});
