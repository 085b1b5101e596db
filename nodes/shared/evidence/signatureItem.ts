/** What the item of step 9 is called that says how the record is signed. */
export const SIGNATURE = 'Signature';
