/**
 * Offboardings as the steps leave them, for whoever shows, stores or sends them. None has step 9: that is what is being
 * made from them.
 */
export { allDone, simulated } from './offboardings/allDone';
export { exceptions } from './offboardings/exceptions';
export { lockOutSteps, offboarding } from './offboardings/frame';
export { CASE, recorded } from './offboardings/recorded';
export { nastyNames } from './offboardings/nastyNames';
export { at, call, EMPLOYEE_ID, item, requestIdAt, step, undone } from './offboardings/parts';
