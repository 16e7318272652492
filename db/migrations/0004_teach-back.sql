CREATE TABLE `calibration` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`sample_id` text NOT NULL,
	`samples_hash` text NOT NULL,
	`rubric_hash` text NOT NULL,
	`scores` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`rubric_hash`) REFERENCES `rubric_version`(`hash`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `calibration_person` ON `calibration` (`person_id`,`sample_id`);--> statement-breakpoint
CREATE INDEX `calibration_rubric` ON `calibration` (`rubric_hash`);--> statement-breakpoint
CREATE TABLE `rubric_version` (
	`hash` text PRIMARY KEY NOT NULL,
	`rubric` text NOT NULL,
	`first_used_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `teach_back_form` (
	`id` text PRIMARY KEY NOT NULL,
	`slot_id` text NOT NULL,
	`author_id` text NOT NULL,
	`part` text NOT NULL,
	`rubric_hash` text NOT NULL,
	`scores` text NOT NULL,
	`points` text NOT NULL,
	`strengths` text NOT NULL,
	`next_step` text NOT NULL,
	`handed_in_at` integer NOT NULL,
	FOREIGN KEY (`slot_id`) REFERENCES `teach_back_slot`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`author_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`rubric_hash`) REFERENCES `rubric_version`(`hash`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `teach_back_form_once` ON `teach_back_form` (`slot_id`,`author_id`);--> statement-breakpoint
CREATE INDEX `teach_back_form_author` ON `teach_back_form` (`author_id`);--> statement-breakpoint
CREATE INDEX `teach_back_form_rubric` ON `teach_back_form` (`rubric_hash`);--> statement-breakpoint
CREATE TABLE `teach_back_slot` (
	`id` text PRIMARY KEY NOT NULL,
	`plan_id` text NOT NULL,
	`cohort_id` text NOT NULL,
	`person_id` text NOT NULL,
	`round` integer NOT NULL,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`group_number` integer NOT NULL,
	`room` text NOT NULL,
	`first_assessor_id` text NOT NULL,
	`second_assessor_id` text NOT NULL,
	`slice` text,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`canceled_at` integer,
	`canceled_by` text,
	FOREIGN KEY (`cohort_id`) REFERENCES `cohort`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`first_assessor_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`second_assessor_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`created_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`canceled_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `teach_back_slot_once` ON `teach_back_slot` (`cohort_id`,`person_id`,`round`) WHERE canceled_at is null;--> statement-breakpoint
CREATE INDEX `teach_back_slot_person` ON `teach_back_slot` (`person_id`);--> statement-breakpoint
CREATE INDEX `teach_back_slot_first` ON `teach_back_slot` (`first_assessor_id`);--> statement-breakpoint
CREATE INDEX `teach_back_slot_second` ON `teach_back_slot` (`second_assessor_id`);