/** What a person decided or did about a run after its end. Never changed afterwards. */
export interface FollowUpRow {
	run_id: string;
	/** 1 for the first of its run. */
	number: number;
	/** A FollowUpKind. */
	kind: string;
	/** Intune managedDevice id, of a decision about a device. */
	device_id: string | null;
	/** What people know the device by; null once it was erased. */
	device: string | null;
	/** The StepKey of a single step that is tried again. */
	step: string | null;
	/** In the words of whoever did it; null: none, or erased. */
	reason: string | null;
	/** Who, for people. */
	by_name: string;
	/** The run that goes on where this one ended. */
	next_run: string | null;
	at: string;
}
