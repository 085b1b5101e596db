// A straight line through measurements.

/**
 * @param {(readonly [x: number, y: number])[]} points at least two with different x
 * @returns {number} by how much y grows for each x (least squares)
 */
export function slopeOf(points) {
	const mean = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
	const [x, y] = [mean(points.map(([one]) => one)), mean(points.map(([, one]) => one))];
	const up = points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0);
	return up / points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
}
