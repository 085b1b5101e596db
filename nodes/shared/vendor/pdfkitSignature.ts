import type { PdfDocument } from './pdfkitTypes';

/** The place of a signature, still empty. */
export interface SignaturePlace {
	/** Bytes to keep free for the signature value. */
	readonly room: number;
	/** What `ByteRange` holds until it is known. */
	readonly range: readonly (number | string)[];
	/** Who signs, as the certificate names them. */
	readonly name: string;
	readonly reason: string;
	/** When the signer says it was signed: nobody else's word. */
	readonly at: Date;
}

interface Reference {
	readonly data: Record<string, unknown>;
	end(): void;
}

/** pdfkit has no signatures: the parts below are objects of the PDF standard, put where it keeps its own. */
interface Inside {
	ref(data: object): Reference;
	readonly _root: Reference;
	_acroform: object;
	readonly page: { readonly dictionary: unknown; readonly annotations: unknown[] };
}

/**
 * Adds an invisible signature field to the current page, with room for a PAdES signature that certifies the document:
 * whatever is changed afterwards breaks it (DocMDP, P=1).
 */
export function addSignaturePlace(document: PdfDocument, place: SignaturePlace): void {
	const inside = document as unknown as Inside;
	const signature = inside.ref({
		Type: 'Sig',
		Filter: 'Adobe.PPKLite',
		SubFilter: 'ETSI.CAdES.detached',
		ByteRange: place.range,
		Contents: new Uint8Array(place.room),
		Name: pdfText(place.name),
		Reason: pdfText(place.reason),
		M: place.at,
		Reference: [
			{
				Type: 'SigRef',
				TransformMethod: 'DocMDP',
				TransformParams: { Type: 'TransformParams', P: 1, V: '1.2' },
			},
		],
	});
	signature.end();
	const field = inside.ref({
		Type: 'Annot',
		Subtype: 'Widget',
		FT: 'Sig',
		T: pdfText('Signature'),
		V: signature,
		// Printed and locked, as PDF/A asks; without a size, because what it says stands on the page in words.
		F: 132,
		Rect: [0, 0, 0, 0],
		P: inside.page.dictionary,
	});
	field.end();
	inside.page.annotations.push(field);
	// `initForm` would ask readers to draw fields anew, which PDF/A forbids. The document closes the form at its end.
	inside._acroform = { fonts: {}, defaultFont: 'none' };
	inside._root.data['AcroForm'] = inside.ref({ Fields: [field], SigFlags: 3, DR: { Font: {} } });
	inside._root.data['Perms'] = { DocMDP: signature };
}

/** pdfkit writes a primitive string as a name, and this as a text. */
function pdfText(text: string): unknown {
	return new String(text);
}
