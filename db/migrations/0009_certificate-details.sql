CREATE TABLE `evaluation_close` (
	`cohort_id` text PRIMARY KEY NOT NULL,
	`closed_by` text NOT NULL,
	`closed_at` integer NOT NULL,
	FOREIGN KEY (`cohort_id`) REFERENCES `cohort`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`closed_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `evaluation_form` (
	`id` integer PRIMARY KEY NOT NULL,
	`cohort_id` text NOT NULL,
	`way` text NOT NULL,
	`answers` text NOT NULL,
	FOREIGN KEY (`cohort_id`) REFERENCES `cohort`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `evaluation_form_cohort` ON `evaluation_form` (`cohort_id`);--> statement-breakpoint
CREATE TABLE `evaluation_note` (
	`id` integer PRIMARY KEY NOT NULL,
	`cohort_id` text NOT NULL,
	`item` text NOT NULL,
	`text` text NOT NULL,
	`form_id` integer,
	FOREIGN KEY (`cohort_id`) REFERENCES `cohort`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `evaluation_note_cohort` ON `evaluation_note` (`cohort_id`);--> statement-breakpoint
CREATE TABLE `certificate_detail` (
	`person_id` text PRIMARY KEY NOT NULL,
	`legal_name` text,
	`license_number` text,
	`agency` text,
	`rank` text,
	`post_id` text,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `certificate` ADD `replaced_by` text;--> statement-breakpoint
ALTER TABLE `evaluation_return` ADD `way` text DEFAULT 'paper' NOT NULL;