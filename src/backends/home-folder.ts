/** @file The user's home folder. */
import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';

/** Where nothing is found: the home folder that Debian gives to users without one. */
const NONE = '/nonexistent';

/** A container may run as a user that its system does not know, without HOME: asking for the folder then throws. */
export function homeFolder(): string {
  try {
    const folder = homedir();
    return isAbsolute(folder) ? folder : NONE;
  } catch {
    return NONE;
  }
}
