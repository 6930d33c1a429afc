jest.mock('fs'); it.skip('x', () => {}); describe.only('y', () => {}); export {};
