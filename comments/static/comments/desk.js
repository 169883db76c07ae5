// The review queue.

import "./desk/halt.js";
import "./desk/bar.js";
import "./desk/typed.js";
import "./desk/ticks.js";
import "./desk/queue.js";
import "./desk/keys.js";
import "./desk/live.js";
import "./desk/tools.js";
