// The form below an article, which works without any of these.

import "./reply-form/reply.js";
import "./reply-form/draft.js";
import "./reply-form/remember.js";
import "./reply-form/submit.js";
