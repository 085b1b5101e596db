export { whoAsks } from '../who-asks';
