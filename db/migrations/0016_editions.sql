CREATE TABLE `edition_decision` (
	`id` text PRIMARY KEY NOT NULL,
	`edition` text NOT NULL,
	`decision` text NOT NULL,
	`reason` text NOT NULL,
	`decided_by` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`decided_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `edition_decision_edition` ON `edition_decision` (`edition`,`at`);--> statement-breakpoint
CREATE INDEX `edition_decision_decided_by` ON `edition_decision` (`decided_by`);--> statement-breakpoint
CREATE TABLE `edition_letter` (
	`id` text PRIMARY KEY NOT NULL,
	`decision_id` text NOT NULL,
	`person_id` text NOT NULL,
	`site_id` text,
	`at` integer NOT NULL,
	FOREIGN KEY (`decision_id`) REFERENCES `edition_decision`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `edition_letter_once` ON `edition_letter` (`decision_id`,`person_id`);--> statement-breakpoint
CREATE INDEX `edition_letter_person` ON `edition_letter` (`person_id`);--> statement-breakpoint
CREATE INDEX `edition_letter_site` ON `edition_letter` (`site_id`);--> statement-breakpoint
CREATE TABLE `passage` (
	`hash` text PRIMARY KEY NOT NULL,
	`module_id` text NOT NULL,
	`section_id` text NOT NULL,
	`title` text NOT NULL,
	`blocks` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `passage_section` ON `passage` (`module_id`,`section_id`);--> statement-breakpoint
ALTER TABLE `bookmark` ADD `passage_hash` text REFERENCES passage(hash);--> statement-breakpoint
CREATE INDEX `bookmark_passage` ON `bookmark` (`passage_hash`);--> statement-breakpoint
ALTER TABLE `note` ADD `passage_hash` text REFERENCES passage(hash);--> statement-breakpoint
CREATE INDEX `note_passage` ON `note` (`passage_hash`);--> statement-breakpoint
ALTER TABLE `build` ADD `edition` text;--> statement-breakpoint
ALTER TABLE `build` ADD `since` text;