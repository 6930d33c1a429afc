export { createFaultImages, runSchedule, type FaultImages, type FaultRun } from './run-schedule.js';
export { createSchedule, type Schedule } from './schedule.js';
