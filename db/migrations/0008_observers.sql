CREATE TABLE `observer` (
	`id` text PRIMARY KEY NOT NULL,
	`cohort_id` text NOT NULL,
	`person_id` text NOT NULL,
	`added_by` text NOT NULL,
	`added_at` integer NOT NULL,
	`removed_at` integer,
	`removed_by` text,
	FOREIGN KEY (`cohort_id`) REFERENCES `cohort`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`added_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`removed_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `observer_once` ON `observer` (`cohort_id`,`person_id`) WHERE removed_at is null;--> statement-breakpoint
CREATE INDEX `observer_person` ON `observer` (`person_id`);--> statement-breakpoint
ALTER TABLE `fidelity_mark` ADD `reason` text;--> statement-breakpoint
ALTER TABLE `observation` ADD `own` integer DEFAULT false NOT NULL;