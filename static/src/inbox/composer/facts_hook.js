import { _t } from "@web/core/l10n/translation";

import { acceptOf, limitsOf } from "./limits";
import { charactersLeft, whyNot } from "./why_not";

/** What is said of the draft that is shown: what is newer, how much fits, why it
 * cannot be sent.
 *
 * @param {import("./composer").Composer} composer
 */
export function useFacts(composer) {
    return {
        /** What arrived since, as far as it was not waved through. */
        get newer() {
            const { props, state } = composer;
            return composer.isNote ? 0 : Math.max(props.newer, state.newer);
        },
        get feedback() {
            const { feedback } = composer.composer;
            const isUsed = feedback && composer.draft.body.includes(feedback.text);
            return composer.isWriting && !composer.isNote && !isUsed && feedback;
        },
        get replyUntil() {
            const isShown = composer.isWriting && !composer.isNote;
            return (isShown && composer.composer.reply_until) || "";
        },
        get limits() {
            return limitsOf(composer.isNote ? null : composer.composer, composer.draft);
        },
        get accept() {
            return acceptOf(this.limits) || undefined;
        },
        get left() {
            const { draft, isTemplated } = composer;
            return isTemplated ? null : charactersLeft(draft, this.limits);
        },
        get leftTitle() {
            if (this.left < 0) {
                return this.whyNot;
            }
            return this.limits.unit === "utf8"
                ? _t("Bytes left")
                : _t("Characters left");
        },
        get isUploading() {
            return composer.files.of(composer.draft).length > 0;
        },
        get whyNot() {
            const { draft, isNote } = composer;
            if (composer.isBlocked) {
                return composer.composer.why_not;
            }
            if (composer.isTemplated) {
                return composer.templates.whyNot;
            }
            const { visibilities } = composer.composer;
            const { isUploading, limits } = this;
            return whyNot(draft, { isNote, isUploading, limits, visibilities });
        },
        /** Why what is written cannot be sent, where that is not seen anyhow. */
        get problem() {
            const { body, files } = composer.draft;
            const isSeen = this.left < 0 || this.isUploading;
            const isAny = composer.isWriting && (body.trim() || files.length);
            return isAny && !isSeen ? this.whyNot : "";
        },
        get placeholder() {
            return composer.isNote
                ? _t("A note for colleagues. @ mentions one, :: finds a ready answer")
                : _t("Write the answer. :: finds a ready answer");
        },
    };
}
