CREATE TABLE `fidelity_mark` (
	`id` text PRIMARY KEY NOT NULL,
	`session_day_id` text NOT NULL,
	`target` text NOT NULL,
	`mark` text NOT NULL,
	`why` text,
	`minutes` integer,
	`recorded_by` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`session_day_id`) REFERENCES `session_day`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`recorded_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `fidelity_mark_day` ON `fidelity_mark` (`session_day_id`,`target`);--> statement-breakpoint
CREATE TABLE `observation` (
	`id` text PRIMARY KEY NOT NULL,
	`cohort_id` text NOT NULL,
	`observer_id` text NOT NULL,
	`trainer_id` text NOT NULL,
	`checklist_hash` text NOT NULL,
	`checklist` text NOT NULL,
	`answers` text NOT NULL,
	`missing` text NOT NULL,
	`strengths` text NOT NULL,
	`next_step` text NOT NULL,
	`on` text NOT NULL,
	`submitted_at` integer NOT NULL,
	FOREIGN KEY (`cohort_id`) REFERENCES `cohort`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`observer_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`trainer_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `observation_once` ON `observation` (`cohort_id`,`observer_id`,`trainer_id`);--> statement-breakpoint
CREATE INDEX `observation_trainer` ON `observation` (`trainer_id`);--> statement-breakpoint
CREATE INDEX `observation_observer` ON `observation` (`observer_id`);--> statement-breakpoint
CREATE TABLE `activation_letter` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`certified_on` text NOT NULL,
	`mark` integer NOT NULL,
	`to` text NOT NULL,
	`sent_on` text NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `activation_letter_once` ON `activation_letter` (`person_id`,`certified_on`,`mark`,`to`);--> statement-breakpoint
CREATE TABLE `commitment` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`cohort_id` text NOT NULL,
	`actions` text NOT NULL,
	`sponsor_name` text,
	`sponsor_email` text,
	`sponsor_token_hash` text,
	`sponsor_signed_at` integer,
	`sponsor_opted_out_at` integer,
	`opted_out_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`cohort_id`) REFERENCES `cohort`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `commitment_sponsor_token_hash_unique` ON `commitment` (`sponsor_token_hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `commitment_once` ON `commitment` (`person_id`,`cohort_id`);--> statement-breakpoint
CREATE INDEX `commitment_cohort` ON `commitment` (`cohort_id`);--> statement-breakpoint
CREATE TABLE `touchpoint` (
	`id` text PRIMARY KEY NOT NULL,
	`commitment_id` text NOT NULL,
	`touchpoint_id` text NOT NULL,
	`to` text NOT NULL,
	`sent_on` text,
	`reminded_on` text,
	`answered_at` integer,
	`answers` text,
	FOREIGN KEY (`commitment_id`) REFERENCES `commitment`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `touchpoint_once` ON `touchpoint` (`commitment_id`,`touchpoint_id`,`to`);--> statement-breakpoint
CREATE TABLE `mentorship` (
	`id` text PRIMARY KEY NOT NULL,
	`mentor_id` text NOT NULL,
	`apprentice_id` text NOT NULL,
	`added_by` text NOT NULL,
	`added_at` integer NOT NULL,
	`ended_at` integer,
	FOREIGN KEY (`mentor_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`apprentice_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`added_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `mentorship_once` ON `mentorship` (`mentor_id`,`apprentice_id`) WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX `mentorship_apprentice` ON `mentorship` (`apprentice_id`);--> statement-breakpoint
CREATE TABLE `trainer_decision` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`site_id` text NOT NULL,
	`kind` text NOT NULL,
	`reason` text NOT NULL,
	`decided_by` text NOT NULL,
	`decided_at` integer NOT NULL,
	`edition` text NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`decided_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `trainer_decision_person` ON `trainer_decision` (`person_id`,`decided_at`);--> statement-breakpoint
CREATE INDEX `trainer_decision_site` ON `trainer_decision` (`site_id`);--> statement-breakpoint
CREATE TABLE `trainer_fact` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`site_id` text NOT NULL,
	`kind` text NOT NULL,
	`module_id` text,
	`edition` text,
	`after_coaching` integer DEFAULT false NOT NULL,
	`right` integer,
	`out_of` integer,
	`on` text NOT NULL,
	`recorded_by` text NOT NULL,
	`recorded_at` integer NOT NULL,
	`removed_at` integer,
	`removed_by` text,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`recorded_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`removed_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `trainer_fact_person` ON `trainer_fact` (`person_id`);--> statement-breakpoint
CREATE INDEX `trainer_fact_site` ON `trainer_fact` (`site_id`);--> statement-breakpoint
CREATE TABLE `trainer_profile` (
	`person_id` text PRIMARY KEY NOT NULL,
	`languages` text DEFAULT '' NOT NULL,
	`availability` text DEFAULT '' NOT NULL,
	`shared` integer DEFAULT false NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `cohort` ADD `kind` text DEFAULT 'program' NOT NULL;--> statement-breakpoint
ALTER TABLE `cohort` ADD `host` text;