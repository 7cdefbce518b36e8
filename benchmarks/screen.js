// In every page of the benchmark: how long until what is wanted has been painted.

const bench = (window.bench = { blocked: 0, done: null });

new PerformanceObserver((list) => note(list.getEntries())).observe({
    type: "longtask",
});

function note(tasks) {
    bench.blocked += tasks.reduce((sum, task) => sum + task.duration, 0);
}

/** Resolves to the time, in ms, at which the frame in which `ready()` holds is there. */
function painted(ready) {
    return new Promise((resolve, reject) => {
        const observer = new MutationObserver(check);
        setTimeout(() => reject(new Error(`it never came: ${ready}`)), 30000);
        const options = { attributes: true, childList: true, subtree: true };
        observer.observe(document, options);
        check();

        function check() {
            if (ready()) {
                observer.disconnect();
                requestAnimationFrame(afterFrame);
            }
        }
        // a message is taken after the frame that was being made is painted
        function afterFrame() {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => resolve(performance.now());
            port2.postMessage(null);
        }
    });
}

/** Opens an action in the web client; bench.done says how long it took. */
bench.open = (action, options, ready) => {
    const start = performance.now();
    bench.blocked = 0;
    bench.done = painted(ready).then((end) => end - start);
    odoo.__WOWL_DEBUG__.root.env.services.action.doAction(action, options);
};

/** Waits for an input event; bench.done says how long it took from there. */
bench.expect = (type, ready) => {
    bench.blocked = 0;
    bench.done = new Promise((resolve) => {
        const begin = async (event) =>
            resolve((await painted(ready)) - event.timeStamp);
        document.addEventListener(type, begin, { capture: true, once: true });
    });
};

bench.facts = () => ({
    nodes: document.getElementsByTagName("*").length,
    blocked: bench.blocked,
});
