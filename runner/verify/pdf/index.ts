export { checkPdf, type CheckPdfOptions } from './check-pdf';
