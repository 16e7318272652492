CREATE TABLE `form_answer` (
	`id` text PRIMARY KEY NOT NULL,
	`sitting_id` text NOT NULL,
	`item_id` text NOT NULL,
	`option` integer NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`sitting_id`) REFERENCES `form_sitting`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `form_answer_sitting` ON `form_answer` (`sitting_id`,`item_id`);--> statement-breakpoint
CREATE TABLE `form_sitting` (
	`id` text PRIMARY KEY NOT NULL,
	`cohort_id` text NOT NULL,
	`person_id` text NOT NULL,
	`moment` text NOT NULL,
	`way` text NOT NULL,
	`content_hash` text NOT NULL,
	`option_order` text NOT NULL,
	`right` integer,
	`started_at` integer NOT NULL,
	`submitted_at` integer,
	`keyed_by` text,
	`removed_at` integer,
	`removed_by` text,
	FOREIGN KEY (`cohort_id`) REFERENCES `cohort`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`content_hash`) REFERENCES `content_version`(`hash`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`keyed_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`removed_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `form_sitting_once` ON `form_sitting` (`cohort_id`,`person_id`,`moment`) WHERE removed_at is null;--> statement-breakpoint
CREATE INDEX `form_sitting_person` ON `form_sitting` (`person_id`);--> statement-breakpoint
CREATE TABLE `outlook_form` (
	`id` integer PRIMARY KEY NOT NULL,
	`cohort_id` text NOT NULL,
	`moment` text NOT NULL,
	`code` text NOT NULL,
	`answers` text NOT NULL,
	FOREIGN KEY (`cohort_id`) REFERENCES `cohort`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outlook_form_once` ON `outlook_form` (`cohort_id`,`moment`,`code`);--> statement-breakpoint
CREATE TABLE `round_close` (
	`cohort_id` text PRIMARY KEY NOT NULL,
	`closed_by` text NOT NULL,
	`closed_at` integer NOT NULL,
	FOREIGN KEY (`cohort_id`) REFERENCES `cohort`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`closed_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `round_opening` (
	`cohort_id` text NOT NULL,
	`moment` text NOT NULL,
	`opened_by` text NOT NULL,
	`opened_at` integer NOT NULL,
	PRIMARY KEY(`cohort_id`, `moment`),
	FOREIGN KEY (`cohort_id`) REFERENCES `cohort`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`opened_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
