// So many at once: most of the time they wait.

/**
 * @param {number} count how many at the same time
 * @param {T[]} list
 * @param {(one: T) => Promise<U>} work
 * @returns {Promise<U[]>} in the order of the list
 * @template T, U
 */
export async function mapAtOnce(count, list, work) {
	const queue = [...list.entries()];
	const results = [];
	const next = async () => {
		for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
			results[one[0]] = await work(one[1]);
		}
	};
	await Promise.all(Array.from({ length: count }, next));
	return results;
}
