/** Calls back each time that the bus is there again after it was not.
 *
 * Odoo sends what was missed, but not all of it: what is older than a day is gone, and
 * who heard nothing before gets the last minute alone. The first connection is none.
 *
 * @returns {Function} which ends it
 */
export function onReconnected(bus, callback) {
    let wasLost = false;

    function found() {
        wasLost = false;
        callback();
    }

    const listeners = {
        "BUS:DISCONNECT": () => (wasLost = true),
        "BUS:RECONNECT": found,
        "BUS:CONNECT": () => wasLost && found(), // after it was offline
    };
    for (const [type, listener] of Object.entries(listeners)) {
        bus.addEventListener(type, listener);
    }
    return () => {
        for (const [type, listener] of Object.entries(listeners)) {
            bus.removeEventListener(type, listener);
        }
    };
}
